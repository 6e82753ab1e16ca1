"""Layouts that peers push and pull: _layouts.py FOLDER NAME...

layers    three layers, of which the second is empty; packed by gzip
unpacked  two other ones, not packed
hundred   a hundred layers
large     one layer of 512 MiB, sparse on disk
huge      one of 2 GiB
"""
import hashlib
import os
import sys
import tarfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../support"))
import image  # noqa: E402 # beside the tests of all kinds


def of_tars(path, tars):
    layout = image.Layout(path)
    packed = [image.gzipped(tar) for tar in tars]
    descriptor = layout.manifest(tars, packed=packed)
    manifest = os.path.join(path, "blobs/sha256", descriptor["digest"][7:])

    def say_gzip(content):
        for layer in content["layers"]:
            layer["mediaType"] += "+gzip"
    image.rewrite(manifest, say_gzip)
    with open(manifest, "rb") as file:
        data = file.read()
    os.remove(manifest)
    layout.add_tag(layout.blob(data, image.MANIFEST), "v1")
    layout.finish()


def layers(path):
    words = "".join(f"{n * n}\n" for n in range(40000)).encode()
    of_tars(path, [image.tar(image.entry("squares", words)), image.tar(), image.tar(image.folder("etc"), image.entry("etc/name", b"three"))])


def unpacked(path):
    layout = image.Layout(path)
    words = "".join(f"{n * n * n}\n" for n in range(40000)).encode()
    layout.add_tag(layout.manifest([image.tar(image.entry("cubes", words)), image.tar(image.entry("name", b"two"))]), "v1")
    layout.finish()


def hundred(path):
    of_tars(path, [image.tar(image.entry(f"file-{n}", b"%d\n" % n * 200)) for n in range(100)])


def sparse(path, size):
    """The layer is written with a hole, and read once for its digest."""
    layout = image.Layout(path)
    info = tarfile.TarInfo("zeros")
    info.size = size
    name = os.path.join(path, "layer")
    with open(name, "wb") as file:
        file.write(info.tobuf(tarfile.PAX_FORMAT))
        file.truncate(512 + size + 1024)
    with open(name, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    os.rename(name, os.path.join(path, "blobs/sha256", digest))
    layer = {"mediaType": image.LAYER, "digest": "sha256:" + digest, "size": 512 + size + 1024}
    config = {"architecture": image.HOST, "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}
    manifest = {"schemaVersion": 2, "mediaType": image.MANIFEST, "config": layout.blob(config, image.CONFIG), "layers": [layer]}
    layout.add_tag(layout.blob(manifest, image.MANIFEST), "v1")
    layout.finish()


def large(path):
    sparse(path, 512 << 20)


def huge(path):
    sparse(path, 2 << 30)


for each in sys.argv[2:]:
    {"layers": layers, "unpacked": unpacked, "hundred": hundred, "large": large, "huge": huge}[each](os.path.join(sys.argv[1], each))
