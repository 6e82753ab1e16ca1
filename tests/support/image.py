"""Writes image layouts for tests, right ones and hostile ones: every part can be said otherwise."""

import gzip
import hashlib
import io
import json
import os
import platform
import tarfile

OCI = "application/vnd.oci.image."
MANIFEST = OCI + "manifest.v1+json"
INDEX = OCI + "index.v1+json"
CONFIG = OCI + "config.v1+json"
LAYER = OCI + "layer.v1.tar"
HOST = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm"}.get(platform.machine(), platform.machine())


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def entry(name, data=b"", **other):
    """A member of a tar: a regular file, or what type, linkname and mode say."""
    info = tarfile.TarInfo(name)
    info.mode = 0o644
    info.size = len(data)
    for key, value in other.items():
        setattr(info, key, value)
    return info, data


def folder(name, **other):
    return entry(name, type=tarfile.DIRTYPE, **{"mode": 0o755, **other})


def link(name, to, **other):
    return entry(name, type=tarfile.SYMTYPE, linkname=to, **other)


def hard_link(name, to):
    return entry(name, type=tarfile.LNKTYPE, linkname=to)


def tar(*entries):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as writer:
        for info, data in entries:
            writer.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Layout:
    """An OCI image layout under way; `index` is what index.json will list."""

    def __init__(self, path):
        self.path = path
        self.index = []
        os.makedirs(path + "/blobs/sha256")
        self.write("oci-layout", b'{"imageLayoutVersion":"1.0.0"}')

    def write(self, name, data):
        with open(self.path + "/" + name, "wb") as file:
            file.write(data)

    def blob(self, data, media, **other):
        """Stores bytes or an object and gives its descriptor."""
        if not isinstance(data, bytes):
            data = json.dumps(data).encode()
        digest = digest_of(data)
        self.write("blobs/sha256/" + digest[7:], data)
        return {"mediaType": media, "digest": digest, "size": len(data), **other}

    def manifest(self, layers, config=None, packed=None, **other):
        """A manifest over tars; `packed` are the blobs where they are not the tars themselves."""
        full = {
            "architecture": HOST,
            "os": "linux",
            "config": {},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(layer) for layer in layers]},
            **(config or {}),
        }
        blobs = packed or layers
        return self.blob(
            {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": self.blob(full, CONFIG),
                "layers": [self.blob(blob, LAYER) for blob in blobs],
                **other,
            },
            MANIFEST,
        )

    def add_tag(self, descriptor, tag="latest"):
        self.index.append(
            {**descriptor, "annotations": {"org.opencontainers.image.ref.name": tag}}
        )

    def finish(self):
        self.write("index.json", json.dumps({"schemaVersion": 2, "manifests": self.index}).encode())


def image(path, *entries, config=None):
    """A layout of one image with one layer."""
    layout = Layout(path)
    layout.add_tag(layout.manifest([tar(*entries)], config))
    layout.finish()
    return layout


def gzipped(data):
    return gzip.compress(data, mtime=0)


def rewrite(path, change):
    """Changes an object that is stored as JSON."""
    with open(path, "rb") as file:
        content = json.load(file)
    change(content)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)
