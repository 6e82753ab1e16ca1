"""A layout with an image of two platforms and what refers to it, for referrers.sh: _signed.py FOLDER writes the folder and prints

    {"index", "amd64", "signature", "list", "countersignature", "cosign", "stranger"}: digests

The signature refers to the index, the list (of a platform's contents) to amd64's manifest, the countersignature to the signature;
cosign's has no subject but a tag, and the stranger refers to something else.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import image  # noqa: E402 # beside the tests of all kinds


def main():
    layout = image.Layout(sys.argv[1])

    def artifact(kind, text, subject=None):
        content = {"schemaVersion": 2, "mediaType": image.MANIFEST, "artifactType": f"test/{kind}", "config": layout.blob({}, "application/vnd.oci.empty.v1+json"),
                   "layers": [layout.blob(text.encode(), f"test/{kind}+text")], "annotations": {"kind": kind}}
        if subject:
            content["subject"] = {name: subject[name] for name in ("mediaType", "digest", "size")}
        return layout.blob(content, image.MANIFEST)

    layer = image.tar(image.entry("app", b"app"))
    platforms = {name: {**layout.manifest([layer], {"architecture": name}), "platform": {"os": "linux", "architecture": name}} for name in ("amd64", "arm64")}
    index = layout.blob({"schemaVersion": 2, "mediaType": image.INDEX, "manifests": list(platforms.values())}, image.INDEX)
    made = {"index": index, "amd64": platforms["amd64"], "signature": artifact("signature", "signed", index), "list": artifact("list", "app", platforms["amd64"])}
    made["countersignature"] = artifact("countersignature", "signed again", made["signature"])
    made["cosign"] = artifact("cosign", "signed by its tag")
    made["stranger"] = artifact("stranger", "of something else", {"mediaType": image.MANIFEST, "digest": "sha256:" + "7" * 64, "size": 7})
    layout.add_tag(index, "v1")
    layout.add_tag(made["cosign"], index["digest"].replace(":", "-") + ".sig")
    layout.index += [made[name] for name in ("signature", "list", "countersignature", "stranger")]
    layout.finish()
    # a chain of referrers of referrers that is longer than mote follows
    before = index
    far = image.Layout(sys.argv[1] + "-far")
    layout = far
    before = far.manifest([layer])
    far.add_tag(before, "v1")
    for number in range(9):
        before = artifact("far", str(number), before)
        far.index.append(before)
    far.finish()
    print(json.dumps({name: descriptor["digest"] for name, descriptor in made.items()}))


main()
