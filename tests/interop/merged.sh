#!/usr/bin/env bash
# The merged tree that `mote inspect --files` shows is the one that umoci unpacks, and the one that podman exports:
# each path with its type, mode, owner, size, time, link and which names are one file.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
need umoci podman python3
root_only "umoci and podman unpack with the owners of the image"
: "${work:?}"
cd "$work"

PYTHONPATH=$SRC/tests/support python3 -B - <<'P'
from image import Layout, entry, folder, gzipped, hard_link, link, tar

first = [folder(name) for name in ("etc", "usr", "usr/lib", "usr/share", "var", "gone", "gone/deep", "opaque", "opaque/sub", "twice")]
first += [entry(f"usr/share/{i}", b"x" * i, mode=0o600 + i % 8, uid=i, mtime=i) for i in range(60)]
first += [
    link("lib", "usr/lib"), entry("usr/lib/one", b"1"), entry("etc/passwd", b"root:x:0:0::/:\n"), entry("gone/deep/file", b"1"),
    entry("opaque/old", b"1"), entry("opaque/sub/old", b"1"), entry("linked", b"content"), hard_link("usr/link", "linked"),
    hard_link("usr/kept-link", "linked"), entry("file-to-folder", b"1"), folder("folder-to-file"), entry("folder-to-file/a", b"1"),
    entry("to-link", b"1"), link("link-to-file", "etc/passwd"), entry("again", b"1"), folder("mode", mode=0o1777, gid=5),
]
second = [
    entry(".wh.linked"), entry(".wh.gone"), entry("opaque/.wh..wh..opq"), folder("opaque", mode=0o700), entry("opaque/new", b"22"),
    folder("file-to-folder"), entry("file-to-folder/inside", b"2"), entry("folder-to-file", b"2"), link("to-link", "nowhere"),
    entry("link-to-file", b"no link any more"), entry(".wh.again"), folder("usr/lib"), entry("usr/lib/two", b"2"),
]
second += [entry(f"usr/share/.wh.{i}") for i in range(0, 60, 3)]
third = [
    folder("gone"), entry("gone/back", b"3"), entry("again", b"333"), hard_link("usr/third-name", "again"),
    folder("mode", mode=0o755), entry("usr/share/.wh.1"), entry("usr/share/0", b"back"), entry(".wh.twice"),
]
layout = Layout("layered")
tars = [tar(*entries) for entries in (first, second, third)]
layout.add_tag(layout.manifest(tars, packed=[tars[0], gzipped(tars[1]), tars[2]]))
layout.finish()
P
# the test's media type says a plain tar; umoci believes it
python3 - <<'P'
import hashlib, json, os
blobs = "layered/blobs/sha256/"
index = json.load(open("layered/index.json"))
root = index["manifests"][0]
manifest = json.load(open(blobs + root["digest"][7:]))
manifest["layers"][1]["mediaType"] += "+gzip"
manifest["config"].pop("annotations", None)
data = json.dumps(manifest).encode()
root.update(digest="sha256:" + hashlib.sha256(data).hexdigest(), size=len(data))
open(blobs + root["digest"][7:], "wb").write(data)
json.dump(index, open("layered/index.json", "w"))
P

# what FOLDER holds, as `listed` says what mote shows: a name of a file that was seen already leads to the first name
cat >tree.py <<'P'
import json, os, stat, sys

def of_folder(root):
    seen = {}
    paths = []
    for folder, folders, files in os.walk(root):
        paths += [os.path.join(folder, name) for name in folders + files]
    for path in sorted(paths, key=os.fsencode):
        status = os.lstat(path)
        name = path[len(root):]
        kind = stat.S_IFMT(status.st_mode)
        first = seen.setdefault(status.st_ino, name)
        link = os.readlink(path) if stat.S_ISLNK(kind) else first if first != name else None
        yield show(name, {stat.S_IFDIR: "5", stat.S_IFLNK: "2"}.get(kind, "0"), status.st_mode & 0o7777, status.st_uid,
                   status.st_gid, status.st_size, int(status.st_mtime), link, first != name)

def of_mote(report):
    for file in report["platforms"][0]["files"]:
        another = file["type"] == "1"
        yield show(file["path"], "0" if another else file["type"], int(file["mode"], 8), file["owner"], file["group"],
                   file["size"], file["mtime"], file.get("link"), another)

def show(path, kind, mode, owner, group, size, mtime, link, another):
    if kind == "2":
        mode = 0o777
    if kind != "0":
        size = 0
    if kind == "5":
        mtime = 0
    return f"{path} {kind} {mode:o} {owner}:{group} {size} {mtime} {link} {another}"

lines = of_folder(sys.argv[1]) if len(sys.argv) > 1 else of_mote(json.load(sys.stdin))
print("\n".join(lines))
P
mote inspect --files --json layered | python3 tree.py >mote.tree
[ "$(wc -l <mote.tree)" -gt 60 ] || die "the tree has $(wc -l <mote.tree) files"

run_quiet umoci unpack --image layered:latest bundle
python3 tree.py bundle/rootfs >umoci.tree
diff mote.tree umoci.tree || die "umoci unpacks another tree"
echo "merged: umoci unpacks the same $(wc -l <mote.tree) files"

own_podman() {
  XDG_RUNTIME_DIR=$work podman --root "$work/root" --runroot "$work/runroot" --tmpdir "$work/state" --storage-driver overlay \
    --cgroup-manager cgroupfs --events-backend none --runtime runc "$@"
}
clean_up() { own_podman image umount --all >/dev/null 2>&1 || true; umount "$work/root/overlay" 2>/dev/null || true; }
name=$(own_podman pull -q oci:layered:latest 2>podman.log) || die "podman pull: $(cat podman.log)"
python3 tree.py "$(own_podman image mount "$name")" >podman.tree
diff mote.tree podman.tree || die "podman mounts another tree"
echo "merged: podman mounts the same $(wc -l <podman.tree) files"
