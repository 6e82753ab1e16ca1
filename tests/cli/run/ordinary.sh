# The same as an ordinary user, with ids that are not the user's, and folders and files that nobody may enter.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
. "$SRC/tests/cli/run/_program.sh"
. "$SRC/tests/support/ordinary.sh"
mkdir -p data/closed
echo x >data/closed/file
cat >mote.yaml <<'Y'
name: tell
image: {user: "1234:2345", workdir: /data}
files: [{from: data, to: /data, mode: 0000}]
Y
mote pack -q -f mote.yaml -o oci:out -o archive:out.tar.xz tell >/dev/null
chmod -R a+rX out out.tar.xz
say as_user mote run -q oci:out 7
say as_user mote run -q -u 0 archive:out.tar.xz 8
say as_user mote inspect oci:out | tail -n 1
