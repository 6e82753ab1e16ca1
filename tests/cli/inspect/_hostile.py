"""Layouts that lie, one in a folder each; the folder's name says how. Written to the current folder, which holds
"app", an executable that ends with status 42."""

import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import (  # noqa: E402
    INDEX, MANIFEST, Layout, digest_of, entry, folder, gzipped, hard_link, image, link, rewrite, tar,
)

HELLO = entry("hello", b"hello\n", mode=0o755)
with open("app", "rb") as program:
    APP = entry("app", program.read(), mode=0o755)
NONE = "sha256:" + 64 * "0"


def blob(layout, descriptor):
    return layout.path + "/blobs/sha256/" + descriptor["digest"][7:]


def root(name, **lies):
    """What index.json says of an image that is right."""
    layout = image(name, HELLO)
    layout.index[0].update(lies)
    layout.finish()
    return layout


def manifest(name, change):
    """An image whose manifest was changed before it was stored."""
    layout = Layout(name)
    content = {}
    path = blob(layout, layout.manifest([tar(HELLO)]))
    rewrite(path, lambda read: (change(read), content.update(read)))
    layout.add_tag(layout.blob(content, MANIFEST))
    layout.finish()


def tagged(name, *descriptors):
    layout = Layout(name)
    for descriptor in descriptors:
        layout.add_tag(descriptor(layout) if callable(descriptor) else descriptor)
    layout.finish()
    return layout


# what index.json says
root("root-digest-climbs", digest="sha256:../../../../etc/passwd")
root("root-digest-sha512", digest="sha512:" + 128 * "0")
root("root-digest-upper-case", digest="sha256:" + 64 * "A")
root("root-missing", digest=NONE)
root("root-size-wrong", size=7)
root("root-size-negative", size=-1)
root("root-size-huge", size=1 << 62)
root("root-media-type", mediaType="text/plain")
root("root-media-type-missing", mediaType=None)
image("index-not-json", HELLO).write("index.json", b"{")
image("index-is-a-list", HELLO).write("index.json", b"[]")
image("index-manifests-is-text", HELLO).write("index.json", b'{"manifests": "x"}')
image("index-manifest-is-text", HELLO).write("index.json", b'{"manifests": ["x"]}')
image("index-very-deep", HELLO).write("index.json", b"[" * 100000)
image("index-large", HELLO).write("index.json", b" " * (5 << 20))
os.remove(image("index-missing", HELLO).path + "/index.json")
image("layout-version", HELLO).write("oci-layout", b'{"imageLayoutVersion": "9"}')
image("layout-not-json", HELLO).write("oci-layout", b"\x1b[31m")

# blobs
layout = root("manifest-changed")
with open(blob(layout, layout.index[0]), "r+b") as file:
    file.write(b" ")
layout = root("manifest-is-a-folder")
os.remove(blob(layout, layout.index[0]))
os.mkdir(blob(layout, layout.index[0]))
tagged("manifest-not-json", lambda layout: layout.blob(b"\0\xff", MANIFEST))
tagged("manifest-is-a-list", lambda layout: layout.blob([], MANIFEST))
manifest("manifest-without-layers", lambda read: read.pop("layers"))
manifest("manifest-without-config", lambda read: read.pop("config"))
manifest("manifest-one-layer-more", lambda read: read["layers"].append(read["layers"][0]))
manifest("manifest-many-layers", lambda read: read.update(layers=read["layers"] * 2000))
manifest("layer-digest-climbs", lambda read: read["layers"][0].update(digest="sha256:../x"))
manifest("layer-missing", lambda read: read["layers"][0].update(digest=NONE))
manifest("layer-size-wrong", lambda read: read["layers"][0].update(size=1))
manifest("config-missing", lambda read: read["config"].update(digest=NONE))
layout = Layout("config-without-platform")
layout.add_tag(layout.manifest([tar(HELLO)], {"os": None, "architecture": 5}))
layout.finish()
layout = Layout("config-other-diff-id")
layout.add_tag(layout.manifest([tar(HELLO)], {"rootfs": {"diff_ids": [NONE]}}))
layout.finish()
layout = Layout("layer-changed")
descriptor = layout.manifest([tar(HELLO)])
layout.write("blobs/sha256/" + digest_of(tar(HELLO))[7:], tar(HELLO).replace(b"hello\n", b"HELLO\n"))
layout.add_tag(descriptor)
layout.finish()

# indexes
layout = Layout("index-of-itself")
layout.add_tag(
    layout.blob({"manifests": [{"mediaType": INDEX, "digest": NONE, "size": 1}]}, INDEX)
)
os.rename(blob(layout, layout.index[0]), layout.path + "/blobs/sha256/" + NONE[7:])
layout.index[0]["digest"] = NONE
layout.finish()
layout = Layout("index-nested")
nested = layout.manifest([tar(HELLO)])
for _ in range(9):
    nested = layout.blob({"manifests": [nested]}, INDEX)
layout.add_tag(nested)
layout.finish()
layout = Layout("index-fans-out")
nested = layout.blob({"manifests": []}, INDEX)
for _ in range(3):
    nested = layout.blob({"manifests": [nested] * 1000}, INDEX)
layout.add_tag(nested)
layout.finish()
tagged("index-of-nothing", lambda layout: layout.blob({"manifests": []}, INDEX))


# layers: what they hold, and what they are packed as
def layer(name, tar_bytes, packed=None):
    layout = Layout(name)
    layout.add_tag(layout.manifest([tar_bytes], packed=packed and [packed]))
    layout.finish()


def half(data):
    return data[: len(data) // 2]


layer("tar-cut", tar(entry("hello", b"x" * 9000))[:6000])
layer("tar-not-one", b"this is no tar\n" * 100)
layer("gzip-cut", tar(HELLO), half(gzipped(tar(HELLO))))
layer("gzip-twice", tar(HELLO), gzipped(gzipped(tar(HELLO))))
layer("gzip-bomb", b"", gzipped(b"\0" * (16 << 20)) * 70)
ACL = "SCHILY.acl.access"
layer("acl-of-900-kB", tar(entry("a", pax_headers={ACL: ",".join("user:u%d:rwx:%d" % (n, n) for n in range(45000))})))
layer("acl-of-4-kB-often", tar(*[entry("a%d" % n, pax_headers={ACL: ",".join("user:u%d:rwx:%d" % (m, m) for m in range(220))}) for n in range(1500)]))
layer("acl-of-many-files", tar(*[entry("a%d" % n, pax_headers={ACL: "user::rw-,user:u:rwx:7,mask::rwx"}) for n in range(3)]))
layer("attributes-of-80-MB", tar(*[entry("a%d" % n, pax_headers={"SCHILY.xattr.user.a": "x" * 800000}) for n in range(100)]))
layer("unpack-sparse-bomb", tar(entry("app", b"", mode=0o755, pax_headers={
    "GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.size": str(9 << 40),
    "GNU.sparse.numblocks": "1", "GNU.sparse.map": "0,0", "GNU.sparse.name": "app"})))
image("unpack-device", APP, entry("dev-node", type=b"3", devmajor=1, devminor=3), entry("fifo", type=b"6"))
image("unpack-climbs", entry("../../../../outside/file", b"x"), entry("a/../../../../outside/file"), APP)
image("unpack-absolute", entry(os.getcwd() + "/outside/file", b"x"), APP)
image("unpack-link", link("out", os.getcwd() + "/outside"), entry("out/file", b"x"), APP)
image("unpack-link-climbs", link("out", "../../../../../../../.." + os.getcwd() + "/outside"),
      entry("out/file", b"x"), folder("out/kept", mode=0o777), APP)
image("unpack-link-replaced", link("out", os.getcwd() + "/outside/kept"), entry("out", b"x"), APP)
image("unpack-hard-link", hard_link("own", os.getcwd() + "/outside/kept"), APP)
image("unpack-hard-link-climbs", hard_link("own", "../../../.." + os.getcwd() + "/outside/kept"), APP)
image("unpack-hard-link-by-link", link("out", os.getcwd() + "/outside"), hard_link("own", "out/kept"), APP)
image("unpack-whiteout", link("out", os.getcwd() + "/outside"), entry("out/.wh.kept"), entry("out/.wh..wh..opq"), APP)
image("unpack-whiteout-dots", APP, entry(".wh..."), entry(".wh."))
layout = Layout("unpack-whiteout-above")
layout.add_tag(layout.manifest([
    tar(link("out", os.getcwd() + "/outside"), APP),
    tar(entry("out/.wh.kept"), entry("out/.wh..wh..opq"), entry("../../outside/.wh.kept"), entry(".wh...")),
]))
layout.finish()
image("unpack-deep", entry("d/" * 1500 + "file", b"x"), APP)
image("unpack-too-deep", entry("d/" * 5000 + "file", b"x"), APP)
image("run-proc-is-a-link", link("proc", os.getcwd() + "/outside"), APP)
image("run-dev-is-a-file", entry("dev", b"x"), APP)
image("run-workdir-is-a-link", link("out", os.getcwd() + "/outside"), APP, config={"config": {"WorkingDir": "/out/new"}})
image("run-workdir-is-a-file", APP, config={"config": {"WorkingDir": "/app"}})
image("run-passwd-is-a-link", link("etc", os.getcwd() + "/outside"), APP, config={"config": {"User": "victim"}})
image("run-escapes-in-texts", APP, config={"os": "linux\x1b[2J", "architecture": "amd64\n\x07", "config": {"Labels": {"\x1b": "\x9b"}}})
image("run-escapes-in-workdir", APP, config={"config": {"WorkingDir": "/proc/\x1b]0;x\x07\nmote: all is well"}})
image("run-bidi-in-workdir", APP, config={"config": {"WorkingDir": "/\u202eabc"}})
image("unpack-folders-of-no-entry", *(entry(f"u{i}/" + "d/" * 1900 + "file", b"x") for i in range(100)), APP)
