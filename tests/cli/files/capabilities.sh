# Capabilities and set-user-ID bits of the host's files are dropped, with one warning for each file.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
. "$SRC/tests/cli/files/_project.sh"
mkdir tools
cp app tools/capable
cp app tools/root
cp app tools/plain
chmod 4755 tools/root
# the bytes that setcap writes: version 2, effective, CAP_NET_BIND_SERVICE; an ordinary user needs a namespace for it
cat >setcap.py <<'P'
import os, struct
for path in ("tools/capable", "app"):
    os.setxattr(path, "security.capability", struct.pack("<5I", 0x02000001, 1 << 10, 0, 0, 0))
P
python3 setcap.py 2>/dev/null || unshare -r python3 setcap.py
echo 'int main(void) { return 0; }' >a.c
try() { # VERB ARGUMENT...
  mote "$@" --progress=none -o archive:image.tar 2>&1 >/dev/null | grep "not kept" | sed "s|$PWD|HERE|"
}
echo 'files: [{from: tools, to: /bin}]' >mote.yaml
try pack -f mote.yaml app
echo
printf 'name: a\nbuild: {sources: a.c}\nplatforms: [amd64, arm64]\nfiles: [{from: tools/capable, to: /bin/}, {from: tools/root, to: /bin/, mode: 4755}]\n' >mote.yaml
try build --keep-going
echo
try pack --file "$PWD/tools/root:/bin/root" app
echo
try pack tools/plain
