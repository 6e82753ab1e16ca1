# Entrypoint, cmd, env, user and workdir are the image's, and each may be said otherwise; arguments replace cmd.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
. "$SRC/tests/cli/run/_program.sh"
mkdir etc
cat >etc/passwd <<'P'
root:x:0:0::/:
app:x:1234:2345::/home/app:
broken:x:y:z::/:
P
echo 'staff:x:50:' >etc/group
cat >mote.yaml <<'Y'
name: tell
image: {cmd: ["0", from cmd], env: {A: "1", B: two words, PATH: "/bin:/"}, user: "1234:2345", workdir: /made/on/the way}
files: [{from: etc, to: /etc}]
Y
mote pack -q -f mote.yaml -o oci:out tell >/dev/null
say mote run oci:out
say mote run -e B=3 --env C= -u 7 -w / oci:out 5 own
say mote run --entrypoint tell oci:out
say mote run --entrypoint /tell -w etc oci:out
for user in app app:staff 0 7:8 :9 root:app nobody broken 2147483648 4294967295 0:4294967294; do
  mote run -u $user oci:out 0 2>&1 | grep -o -e 'user [0-9]* group [0-9]*' -e 'mote: .*'
done
say mote run --entrypoint /missing oci:out
say mote run --entrypoint missing oci:out
say mote run --entrypoint /etc/passwd/x oci:out
say mote run -e A oci:out
say mote run --network some oci:out
say mote run -x oci:out
say mote run
say mote run oci:out:other
say mote run --emulator=no-such-emulator oci:out
# neither entrypoint nor cmd
PYTHONPATH=$SRC/tests/support python3 -B -c 'from image import *; tell = open("tell", "rb").read()
image("bare", entry("tell", tell, mode=0o755), entry("usr/bin/tell", tell, mode=0o755))'
say mote run bare
say mote run bare /tell 4
# for images that set no PATH, engines have a default
say mote run bare tell 4
