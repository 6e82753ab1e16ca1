#!/bin/bash
# rootfs: is the tree that a program in the image sees, in one tar that is always the same.
cat >make.py <<'PYTHON'
import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True
from image import Layout, entry, folder, hard_link, link, tar

def capable(name, data):
    info, data = entry(name, data, mode=0o755, uid=1000, gid=100, mtime=1000000000)
    info.pax_headers = {"SCHILY.xattr.user.note": "a note"}
    return info, data

long = "long/" + "n" * 90 + "/" + "m" * 90
layout = Layout("layout")
layout.add_tag(layout.manifest([
    tar(folder("etc"), entry("etc/passwd", b"old\n"), entry("etc/group", b"group\n"), entry("b/first", b"linked\n"), hard_link("b/second", "b/first"),
        hard_link("b/third", "b/first"), folder("hidden"), entry("hidden/below", b"x"), entry("replaced/file", b"x")),
    tar(entry("etc/passwd", b"new\n", mode=0o600), entry(".wh.hidden"), entry("b/.wh.first"), entry(".wh.replaced"), link("replaced", "etc"),
        folder("etc", mode=0o700, mtime=5), capable("app", b"app\n"), entry("dev/null", type=b"3", devmajor=1, devminor=3), entry("fifo", type=b"6"),
        entry(long, b"deep\n"), entry("implied/by/a/file", b"x")),
    tar(folder("opaque"), entry("opaque/.wh..wh..opq"), entry("opaque/new", b"new\n"), link("absolute", "/etc/passwd"), folder("sticky", mode=0o1777)),
]))
layout.finish()
PYTHON
python3 make.py || exit
mote copy -q oci:layout rootfs:tree.tar >said
echo "rootfs:tree.tar@sha256:$(sha256sum <tree.tar | cut -d ' ' -f 1)" | cmp - said
tar -tvf tree.tar | sed -E 's/n{90}/NAME/; s/m{90}/NAME/'
tar -xOf tree.tar etc/passwd b/second app
python3 -c 'import tarfile; print(tarfile.open("tree.tar").getmember("app").pax_headers)'
# from wherever it is read, and through whatever it went
mote copy -q oci:layout archive:image.tar.gz >/dev/null
mote copy -q oci:layout docker-archive:docker.tar >/dev/null
for source in archive:image.tar.gz docker-archive:docker.tar; do
  TZ=Pacific/Chatham mote copy -q $source rootfs:again.tar >/dev/null
  cmp tree.tar again.tar
done
for ending in gz xz zst; do
  mote copy -q oci:layout rootfs:tree.tar.$ending >/dev/null
  mote copy -q oci:layout rootfs:again.tar.$ending >/dev/null
  cmp tree.tar.$ending again.tar.$ending
  tar -xOf tree.tar.$ending etc/passwd
done
# what mote lists is what is in it
mote inspect --json oci:layout | jq -r '.platforms[].files[].path' >listed
tar -tf tree.tar | sed 's|/$||; s|^|/|' | sort >unpacked
diff listed unpacked | sed -E 's/n{90}/NAME/'
# pack writes it too
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
echo 'int main(void) { return 0; }' | static_program static
mote pack -q --name static -o rootfs:static.tar static | sed 's/@.*//'
tar -tf static.tar
