#!/bin/bash
# --files: the merged tree and nothing else, as ls -l and tar -tv show files; of several platforms each under its name.
PYTHONPATH=$SRC/tests/support python3 -B - <<'P'
from image import Layout, entry, folder, hard_link, link, tar

layout = Layout("layout")
lower = tar(
    folder("bin", mode=0o1777), entry("bin/app", b"12345", mode=0o4755, uid=7, gid=8, mtime=1000000000),
    hard_link("bin/again", "bin/app"), link("bin/link", "app"), entry("etc/old", b"x"), entry("etc/kept", b"\n"),
    entry("dev-null", type=b"3", devmajor=1, devminor=3), entry("pipe", type=b"6", mode=0o600), entry("esc\033[1m\n", b"1"),
    folder("srv"), entry("srv/a"), entry("srv/b/c"),
)
upper = tar(
    entry("etc/.wh.old"), entry("bin/.wh.app"), folder("srv", mode=0o700), entry("srv/.wh..wh..opq"), entry("srv/new", b"22"),
    entry("caps", b"3", pax_headers={"SCHILY.xattr.user.note": "hi"}, uname="root", gname="wheel"),
)
one, other = layout.manifest([lower, upper]), layout.manifest([lower], {"architecture": "s390x"})
layout.add_tag(one, "one")
layout.add_tag(layout.blob(
    {"schemaVersion": 2, "manifests": [one, other]}, "application/vnd.oci.image.index.v1+json"), "both")
layout.finish()
P
mote inspect --files layout:one
echo
mote inspect --files layout:both | sed 's|^linux/[^s].*:|linux/HOST:|'
echo
mote inspect --files -p linux/s390x layout:both | tail -1
mote inspect --files --json layout:one | jq -c '.platforms[] | keys, .files[]'
mote inspect --files --raw layout:one
echo $?
