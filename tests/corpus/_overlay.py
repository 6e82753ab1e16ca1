"""One platform of an image with one more layer, as `FROM image; COPY folder /` would make it: _overlay.py LAYOUT[:TAG] PLATFORM FOLDER TARGET

What the image holds stays byte for byte; files of the layer belong to the image's user. TARGET becomes a layout, tag latest.
"""
import hashlib
import io
import json
import os
import shutil
import sys
import tarfile


def place(layout, digest):
    return os.path.join(layout, "blobs", *digest.split(":"))


def load(layout, digest):
    with open(place(layout, digest), "rb") as blob:
        return json.load(blob)


def find(layout, tag, platform):
    """The manifest of the platform: below the index that has the tag, or the only one."""
    with open(os.path.join(layout, "index.json"), encoding="utf-8") as file:
        roots = json.load(file)["manifests"]
    if tag:
        roots = [r for r in roots if r.get("annotations", {}).get("org.opencontainers.image.ref.name") == tag]
    if len(roots) != 1:
        raise SystemExit(f"{layout} has {len(roots)} images with the tag {tag!r}")
    root = load(layout, roots[0]["digest"])
    for entry in root.get("manifests", []):
        if entry["platform"]["os"] + "/" + entry["platform"]["architecture"] == platform:
            return load(layout, entry["digest"])
    if "layers" in root:
        return root
    raise SystemExit(f"{layout} has no image for {platform}")


def tar(folder, owner):
    out = io.BytesIO()

    def own(info):
        info.uid = info.gid = owner
        info.uname = info.gname = ""
        return info

    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as writer:
        for name in sorted(os.listdir(folder)):
            writer.add(os.path.join(folder, name), name, filter=own)
    return out.getvalue()


def write(layout, data, media):
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    with open(place(layout, digest), "wb") as blob:
        blob.write(data)
    return {"mediaType": media, "digest": digest, "size": len(data)}


def main():
    image, platform, folder, target = sys.argv[1:]
    layout, _, tag = image.partition(":")
    manifest = find(layout, tag, platform)
    config = load(layout, manifest["config"]["digest"])
    os.makedirs(os.path.join(target, "blobs", "sha256"), exist_ok=True)
    for layer in manifest["layers"]:
        shutil.copyfile(place(layout, layer["digest"]), place(target, layer["digest"]))
    user = config.get("config", {}).get("User", "0").split(":")[0]
    added = write(target, tar(folder, int(user) if user.isdigit() else 0), "application/vnd.oci.image.layer.v1.tar")
    manifest["layers"].append(added)
    config["rootfs"]["diff_ids"].append(added["digest"])
    # one entry a layer, or none
    if config.get("history"):
        config["history"].append({"created_by": "a test"})
    manifest["config"] = write(target, json.dumps(config).encode(), manifest["config"]["mediaType"])
    root = write(target, json.dumps(manifest).encode(), manifest["mediaType"])
    system, architecture = platform.split("/")[:2]
    root["platform"] = {"os": system, "architecture": architecture}
    root["annotations"] = {"org.opencontainers.image.ref.name": "latest"}
    for name, data in (("oci-layout", {"imageLayoutVersion": "1.0.0"}), ("index.json", {"schemaVersion": 2, "manifests": [root]})):
        with open(os.path.join(target, name), "w", encoding="utf-8") as file:
            json.dump(data, file)


main()
