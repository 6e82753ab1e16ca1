# The exit status is the program's, 128 and the number when a signal ended it; its output and input are mote's.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
. "$SRC/tests/cli/run/_program.sh"
mote pack -q --name tell -o oci:out tell >/dev/null
for status in 0 3 127 255 crash; do
  mote run oci:out $status >/dev/null
  echo "$status $?"
done
printf 'one\ntwo\n' | mote run oci:out cat | grep read
mote run oci:out 0 -q --help -- x | grep argument
