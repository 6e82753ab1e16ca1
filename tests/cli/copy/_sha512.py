"""Layouts whose layers, or all of whose blobs, go by sha512; one has another byte."""

import hashlib
import json
import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import CONFIG, LAYER, MANIFEST, Layout, digest_of, entry, tar  # noqa: E402


def put(layout, data, media):
    if not isinstance(data, bytes):
        data = json.dumps(data).encode()
    digest = hashlib.sha512(data).hexdigest()
    os.makedirs(layout.path + "/blobs/sha512", exist_ok=True)
    layout.write("blobs/sha512/" + digest, data)
    return {"mediaType": media, "digest": "sha512:" + digest, "size": len(data)}


def image(name, everything):
    layout = Layout(name)
    content = tar(entry("a", b"content"))
    config = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [digest_of(content)]}}
    config = put(layout, config, CONFIG) if everything else layout.blob(config, CONFIG)
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [put(layout, content, LAYER)]}
    root = put(layout, manifest, MANIFEST) if everything else layout.blob(manifest, MANIFEST)
    layout.add_tag(root, "v1")
    layout.finish()
    return layout


image("layers", False)
image("all", True)
layout = image("changed", False)
folder = layout.path + "/blobs/sha512/"
with open(folder + os.listdir(folder)[0], "r+b") as file:
    file.write(b"b")
