"""One bad image, in a layout "l" or a file "a.*": _image.py NAME. What tests/cli/inspect/_hostile*.py and
tests/cli/copy/_damaged.py have is not here."""

import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import CONFIG, INDEX, LAYER, MANIFEST, Layout, digest_of, entry, folder, hard_link, image, link, tar  # noqa: E402

HELLO = entry("hello", b"hello\n", mode=0o755)


def packed(name, data):
    """An image whose layer is these bytes, whatever they are."""
    layout = Layout("l")
    layout.add_tag(layout.manifest([tar(HELLO)], packed=[data]))
    layout.finish()


def zeros(pieces, compress):
    """A stream of compressed members of 16 MiB of zeros each, which begins as a tar with one file does."""
    header = tarfile.TarInfo("zeros")
    header.size = pieces * (16 << 20)
    return compress(header.tobuf()) + compress(bytes(16 << 20)) * pieces


def zstd(data):
    return subprocess.run(["zstd", "-q", "-19", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def members(info, count):
    """A gzipped tar of so many members of no content: one block of compressed bytes, again and again."""
    block = info.tobuf() * 2000
    return gzip.compress(block, mtime=0) * (count // 2000)


def empty(name="e"):
    return entry(name)[0]


def archive(*entries, name="a.tar"):
    with open(name, "wb") as file:
        file.write(tar(*entries))


ONE = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"diff_ids": ["sha256:" + 64 * "0"]}}).encode()


def docker(layers, config=ONE, more=()):
    manifest = json.dumps([{"Config": "config.json", "RepoTags": ["a:b"], "Layers": layers}]).encode()
    archive(entry("manifest.json", manifest), entry("config.json", config), *more)


def flat(change):
    """dir:d, whose manifest was changed."""
    os.mkdir("d")
    data = tar(HELLO)
    config = json.dumps({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [digest_of(data)]}}).encode()
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST,
                "config": {"mediaType": CONFIG, "digest": digest_of(config), "size": len(config)},
                "layers": [{"mediaType": LAYER, "digest": digest_of(data), "size": len(data)}]}
    files = {"version": b"Directory Transport Version: 1.1\n", digest_of(config)[7:]: config, digest_of(data)[7:]: data}
    change(manifest, files)
    files.setdefault("manifest.json", json.dumps(manifest).encode())
    for name, content in files.items():
        with open("d/" + name, "wb") as file:
            file.write(content)


def lies(media):
    layout = Layout("l")
    one = layout.manifest([tar(HELLO)])
    layout.add_tag({**one, "mediaType": media})
    layout.finish()


def whole():
    image("l", HELLO)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as writer:
        for name in ["oci-layout", "index.json", *("blobs/sha256/" + blob for blob in sorted(os.listdir("l/blobs/sha256")))]:
            writer.add("l/" + name, name)
    return out.getvalue()


def without_end(data):
    return data[: len(data.rstrip(b"\0")) // 512 * 512 + 512]


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def nested_in_itself():
    layout = Layout("l")
    layout.add_tag({"mediaType": INDEX, "digest": "sha256:" + 64 * "0", "size": 5})
    layout.finish()
    with open("l/index.json", "rb") as file:
        data = file.read()
    layout.index[0].update(digest=digest_of(data), size=len(data))
    layout.write("blobs/sha256/" + digest_of(data)[7:], data)
    layout.finish()


CASES = {
    "zstd-bomb": lambda: packed("l", zeros(200, zstd)),
    "gzip-bomb": lambda: packed("l", zeros(70, lambda data: gzip.compress(data, mtime=0))),
    "xz-layer": lambda: packed("l", lzma.compress(tar(HELLO))),
    "bzip2-layer": lambda: packed("l", subprocess.run(["bzip2", "-c"], input=tar(HELLO), stdout=subprocess.PIPE, check=True).stdout),
    "entries": lambda: packed("l", members(empty(), 10000000)),
    "folders": lambda: packed("l", members(folder("d")[0], 2000000)),
    "xz-bomb": lambda: write("a.tar.xz", zeros(160, lambda data: lzma.compress(data, preset=1))),
    "zstd-bomb-archive": lambda: write("a.tar.zst", zeros(200, zstd)),
    "entries-archive": lambda: write("a.tar.gz", members(empty(), 10000000)),
    "twice-without-end": lambda: write("a.tar", 2 * without_end(whole())),
    "cut-in-header": lambda: write("a.tar", whole()[:700]),
    "cut-in-blob": lambda: write("a.tar", whole()[:3000]),
    "manifest-as-index": lambda: lies(INDEX),
    "manifest-as-config": lambda: lies(CONFIG),
    "index-as-manifest": lambda: (nested_in_itself(), open("l/index.json", "r+b").write(open("l/index.json", "rb").read().replace(b"image.index", b"image.manifest"))),
    "index-in-itself": nested_in_itself,
    "docker-climbs": lambda: docker(["../../../../etc/passwd"]),
    "docker-absolute": lambda: docker(["/etc/passwd"]),
    "docker-link": lambda: docker(["x/layer.tar"], more=[link("x/layer.tar", "/etc/passwd")]),
    "docker-hard-link": lambda: docker(["x/layer.tar"], more=[hard_link("x/layer.tar", "/etc/passwd")]),
    "docker-link-to-itself": lambda: docker(["x"], more=[link("x", "x")]),
    "docker-device": lambda: docker(["x"], more=[entry("x", type=b"3", devmajor=1, devminor=5)]),
    "docker-no-layer": lambda: docker(["x"]),
    "docker-more-layers": lambda: docker(["x", "x"], more=[entry("x", tar(HELLO))]),
    "docker-config-list": lambda: docker([], config=b"[]"),
    "docker-manifest-object": lambda: archive(entry("manifest.json", b"{}")),
    "docker-manifest-empty": lambda: archive(entry("manifest.json", b"[]")),
    "docker-manifest-numbers": lambda: archive(entry("manifest.json", b"[1]")),
    "docker-other-diff-id": lambda: docker(["x"], more=[entry("x", tar(HELLO))]),
    "dir-digest": lambda: flat(lambda manifest, files: manifest["layers"][0].update(digest="sha256:../../etc/passwd")),
    "dir-size": lambda: flat(lambda manifest, files: manifest["layers"][0].update(size=3)),
    "dir-missing": lambda: flat(lambda manifest, files: files.pop(manifest["layers"][0]["digest"][7:])),
    "dir-changed": lambda: flat(lambda manifest, files: files.update({manifest["layers"][0]["digest"][7:]: tar(HELLO).replace(b"hello\n", b"HELLO\n")})),
    "dir-no-manifest": lambda: flat(lambda manifest, files: files.update({"manifest.json": b""})),
    "dir-version": lambda: flat(lambda manifest, files: files.update(version=b"Directory Transport Version: 9.0\n")),
    "dir-layers-number": lambda: flat(lambda manifest, files: manifest.update(layers=5)),
    "dir-size-negative": lambda: flat(lambda manifest, files: manifest["config"].update(size=-1)),
    "dir-size-huge": lambda: flat(lambda manifest, files: manifest["config"].update(size=1 << 40)),
    "layer-hard-link": lambda: image("l", hard_link("a", "/etc/passwd")),
    "layer-hard-link-climbs": lambda: image("l", hard_link("a", "../../etc/passwd")),
    "layer-size-negative": lambda: packed("l", tar(HELLO)[:124] + b"\xff" * 12 + tar(HELLO)[136:]),
    "layer-checksum": lambda: packed("l", tar(HELLO)[:148] + b"0000000\0" + tar(HELLO)[156:]),
}
CASES[sys.argv[1]]()
