"""Sources that lie, in the current folder; the name says how."""

import json
import os
import shutil
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import Layout, digest_of, entry, folder, gzipped, hard_link, image, link, tar  # noqa: E402

LAYER = tar(entry("app", b"app\n" * 1000))
layout = image("good", entry("app", b"app\n" * 1000))
root = layout.index[0]["digest"][7:]


def read(name):
    with open(name, "rb") as file:
        return file.read()


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


manifest = json.loads(read("good/blobs/sha256/" + root))
config, layer = manifest["config"]["digest"][7:], manifest["layers"][0]["digest"][7:]


def spoil(name, what, change):
    """A layout in which a blob has other bytes, and its archive and flat folder."""
    shutil.copytree("good", name)
    path = name + "/blobs/sha256/" + what
    write(path, change(read(path)))
    files = [entry("oci-layout", read(name + "/oci-layout")), entry("index.json", read(name + "/index.json"))]
    blobs = sorted(os.listdir(name + "/blobs/sha256"))
    write(name + ".tar", tar(*files, *[entry("blobs/sha256/" + each, read(name + "/blobs/sha256/" + each)) for each in blobs]))
    os.mkdir(name + ".dir")
    for each in blobs:
        shutil.copy(name + "/blobs/sha256/" + each, name + ".dir/" + each)
    shutil.copy(name + "/blobs/sha256/" + root, name + ".dir/manifest.json")
    write(name + ".dir/version", b"Directory Transport Version: 1.1\n")


spoil("layer-changed", layer, lambda data: data[:1000] + b"X" + data[1001:])
spoil("layer-short", layer, lambda data: data[:-1])
spoil("layer-long", layer, lambda data: data + b"\0")
spoil("config-changed", config, lambda data: data.replace(b"linux", b"Linux"))
spoil("manifest-changed", root, lambda data: data.replace(b"{", b"{ ", 1))

# a layout that names what it does not have, names itself, or is nested without end
empty = Layout("layer-missing")
missing = empty.manifest([LAYER])
os.unlink("layer-missing/blobs/sha256/" + digest_of(LAYER)[7:])
empty.add_tag(missing)
empty.finish()
for name, kind in (("type-unknown", "text/plain"), ("type-lies", "application/vnd.oci.image.index.v1+json")):
    each = Layout(name)
    each.add_tag({**each.manifest([LAYER]), "mediaType": kind})
    each.finish()
deep = Layout("nested-deep")
inner = deep.manifest([LAYER])
for _ in range(9):
    inner = deep.blob({"schemaVersion": 2, "manifests": [inner]}, "application/vnd.oci.image.index.v1+json")
deep.add_tag(inner)
deep.finish()

# Docker's own
GOOD = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [digest_of(LAYER)]}}).encode()
NAME = digest_of(GOOD)[7:] + ".json"


def docker(name, listed, *files):
    data = listed if isinstance(listed, bytes) else json.dumps(listed).encode()
    write(name + ".docker.tar", tar(*files, entry("manifest.json", data)))


def row(config=NAME, layers=("layer.tar",), **other):
    return [{"Config": config, "RepoTags": ["a:b"], "Layers": list(layers), **other}]


whole = (entry(NAME, GOOD), entry("layer.tar", LAYER))
docker("good", row(), *whole)
docker("no-list", {"Config": NAME}, *whole)
docker("empty-list", [], *whole)
docker("not-json", b"[{", *whole)
docker("config-missing", row("other.json"), *whole)
docker("config-is-number", [{"Config": 1, "Layers": []}], *whole)
docker("config-changed", row(), entry(NAME, GOOD + b" "), entry("layer.tar", LAYER))
docker("config-is-text", row("text.json"), entry("text.json", b"x"), entry("layer.tar", LAYER))
docker("config-is-list", row("list.json", ()), entry("list.json", b"[1]"))
docker("diff-id-wrong", row("c.json"), entry("c.json", GOOD.replace(b"sha256:", b"sha257:")), entry("layer.tar", LAYER))
docker("layer-missing", row(layers=("other.tar",)), *whole)
docker("layer-changed", row(), entry(NAME, GOOD), entry("layer.tar", LAYER[:600] + b"X" + LAYER[601:]))
docker("layer-cut", row(), entry(NAME, GOOD), entry("layer.tar", gzipped(LAYER)[:-20]))
docker("layer-changed-packed", row(), entry(NAME, GOOD), entry("layer.tar", gzipped(LAYER + b"x")))
docker("layer-bomb", row(), entry(NAME, GOOD), entry("layer.tar", gzipped(bytes(16 << 20)) * 70))
docker("layers-too-few", row(layers=()), *whole)
docker("layers-too-many", row(layers=("layer.tar", "layer.tar")), *whole)
docker("links-in-a-ring", row(layers=("1",)), entry(NAME, GOOD), link("1", "2"), link("2", "1"))
docker("link-leaves", row(layers=("1",)), entry(NAME, GOOD), link("1", "../../../../../etc/passwd"))
docker("hard-link-leaves", row(layers=("1",)), entry(NAME, GOOD), hard_link("1", "/etc/passwd"))
docker("layer-is-a-folder", row(layers=("1",)), entry(NAME, GOOD), folder("1"))
docker("names-climb", row("../" + NAME, ("/etc/passwd",)), *whole)

# skopeo's
for name, text in (("version-unknown", b"Directory Transport Version: 2.0\n"), ("version-is-text", b"\x1b[1m\n")):
    shutil.copytree("layer-changed.dir", name + ".dir")
    write(name + ".dir/version", text)
for name, text in (("not-json", b"{"), ("schema1", b'{"schemaVersion":1,"mediaType":"application/vnd.docker.distribution.manifest.v1+prettyjws"}'),
                   ("empty", b""), ("is-list", b"[]"), ("is-empty-object", b"{}")):
    shutil.copytree("layer-changed.dir", "manifest-" + name + ".dir")
    write("manifest-" + name + ".dir/manifest.json", text)
shutil.copytree("layer-changed.dir", "blob-is-a-folder.dir")
os.unlink("blob-is-a-folder.dir/" + layer)
os.mkdir("blob-is-a-folder.dir/" + layer)
shutil.copytree("layer-changed.dir", "blob-is-a-fifo.dir")
os.unlink("blob-is-a-fifo.dir/" + layer)
os.mkfifo("blob-is-a-fifo.dir/" + layer)
