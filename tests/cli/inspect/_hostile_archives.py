"""Archives that lie; the name says how. Written to the current folder."""

import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import entry, folder, gzipped, hard_link, image, link, tar  # noqa: E402

layout = image("layout", entry("hello", b"hello\n"))


def read(name):
    with open("layout/" + name, "rb") as file:
        return file.read()


MARK = entry("oci-layout", read("oci-layout"))
INDEX = entry("index.json", read("index.json"))
BLOBS = [entry("blobs/sha256/" + name, read("blobs/sha256/" + name)) for name in sorted(os.listdir("layout/blobs/sha256"))]
WHOLE = tar(MARK, INDEX, *BLOBS)
ROOT = "blobs/sha256/" + layout.index[0]["digest"][7:]
OTHERS = [blob for blob in BLOBS if blob[0].name != ROOT]


def members(*entries):
    """A tar without its end."""
    return b"".join(info.tobuf() + data + bytes(-len(data) % 512) for info, data in entries)


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


write("good.tar", WHOLE)
write("good-dot-names.tar", tar(*[entry("./" + info.name, data) for info, data in [MARK, INDEX, *BLOBS]]))
write("good-concatenated.tar", WHOLE + tar(entry("index.json", b"{}")))
write("empty.tar", b"")
write("zeros.tar", bytes(10240))
write("text.tar", b"this is no tar\n" * 1000)
write("cut.tar", WHOLE[: len(WHOLE) // 4])
write("cut.tar.gz", gzipped(WHOLE)[:-40])
write("gzip-of-text.tar.gz", gzipped(b"this is no tar\n" * 1000))
write("of-other-things.tar", tar(entry("hello", b"x")))
write("of-docker-alone.tar", tar(entry("manifest.json", b"[]")))
write("index-missing.tar", tar(MARK, *BLOBS))
write("index-not-json.tar", tar(MARK, entry("index.json", b"\x1b["), *BLOBS))
write("index-twice.tar", tar(MARK, INDEX, INDEX, *BLOBS))
write("blob-missing.tar", tar(MARK, INDEX, *OTHERS))
write("blob-is-a-link.tar", tar(MARK, INDEX, link(ROOT, "/etc/passwd"), *OTHERS))
write("blob-is-a-hard-link.tar", tar(MARK, INDEX, hard_link(ROOT, "/etc/passwd"), *OTHERS))
write("blob-is-a-folder.tar", tar(MARK, INDEX, folder(ROOT), *OTHERS))
write("blob-is-a-device.tar", tar(MARK, INDEX, entry(ROOT, type=b"3", devmajor=1, devminor=5), *OTHERS))
write("blob-changed.tar", tar(MARK, INDEX, entry(ROOT, dict((i.name, d) for i, d in BLOBS)[ROOT] + b" "), *OTHERS))
write("names-climb.tar", tar(MARK, INDEX, *BLOBS, entry("blobs/sha256/../../../outside/file", b"x"),
                             entry("../outside/file", b"x"), entry(os.getcwd() + "/outside/file", b"x")))
write("folder-is-a-link.tar", tar(MARK, INDEX, link("blobs", os.getcwd() + "/outside"), link("blobs/sha256", os.getcwd() + "/outside"), *BLOBS))
write("index-is-a-link-first.tar", tar(MARK, link("index.json", os.getcwd() + "/outside/kept"), INDEX, *BLOBS))
bomb = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.size": str(9 << 40),
        "GNU.sparse.numblocks": "1", "GNU.sparse.map": "%d,1" % ((9 << 40) - 1), "GNU.sparse.name": ROOT}
write("sparse-bomb.tar", tar(MARK, INDEX, entry(ROOT, b"x", pax_headers=bomb), *OTHERS))
write("gzip-bomb.tar.gz", gzipped(members(MARK, INDEX, *BLOBS)) + gzipped(members(entry("other", bytes(16 << 20)))) * 80)
