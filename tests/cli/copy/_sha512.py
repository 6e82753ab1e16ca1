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


def image(name, everything, diff_id=digest_of):
    layout = Layout(name)
    content = tar(entry("a", b"content"))
    config = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [diff_id(content)]}}
    config = put(layout, config, CONFIG) if everything else layout.blob(config, CONFIG)
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [put(layout, content, LAYER)]}
    root = put(layout, manifest, MANIFEST) if everything else layout.blob(manifest, MANIFEST)
    layout.add_tag(root, "v1")
    layout.finish()
    return layout


def sha512_of(data):
    return "sha512:" + hashlib.sha512(data).hexdigest()


image("layers", False)
image("all", True)
image("diff-ids", True, sha512_of)
image("wrong-diff-id", True, lambda content: sha512_of(content + b"b"))
layout = image("changed", False)
folder = layout.path + "/blobs/sha512/"
with open(folder + os.listdir(folder)[0], "r+b") as file:
    file.write(b"b")
