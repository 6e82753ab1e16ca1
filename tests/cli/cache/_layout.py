"""A layout in which some blobs are named and some are not; the names of both are written to files."""

import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import INDEX, MANIFEST, Layout, entry, tar  # noqa: E402

layout = Layout("layout")


def names():
    return set(os.listdir(layout.path + "/blobs/sha256"))


def refer(to, kind):
    subject = {key: to[key] for key in ("mediaType", "digest", "size")}
    empty = layout.blob({}, "application/vnd.oci.empty.v1+json")
    content = layout.blob(kind.encode(), "text/" + kind)
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": empty, "layers": [content], "subject": subject}
    return layout.blob(manifest, MANIFEST)


one = layout.manifest([tar(entry("a", b"one"))])
two = layout.manifest([tar(entry("a", b"two"))], {"architecture": "s390x"})
layout.add_tag(layout.blob({"schemaVersion": 2, "mediaType": INDEX, "manifests": [one, two]}, INDEX), "v1")
# documents of unknown kinds, which name blobs in other ways
inner = layout.blob(b"inner", "text/plain")
layout.add_tag(layout.blob({"of": [{"here": inner["digest"]}]}, "application/unknown+json"), "v2")
# no document names these, but their subject is kept
refer(refer(one, "sbom"), "signature")
kept = names()
refer(layout.manifest([tar(entry("a", b"old"))]), "old")
gone = names() - kept
layout.finish()
layout.write("blobs/sha256/other-name", b"")
for name, which in (("kept", kept | {"other-name"}), ("gone", gone)):
    with open(name, "w", encoding="ascii") as file:
        file.write("".join("%s\n" % blob for blob in sorted(which)))
