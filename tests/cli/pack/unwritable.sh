# An output that cannot be written is an error that names it, with nothing half-written beside it.
. "$SRC/tests/cli/pack/_programs.sh"
mote pack -q -o archive:no/such/a.tar app
echo $?
mote pack -q -o oci:made/on/the/way app | undigested
: >file
mote pack -q -o archive:file/a.tar app
echo $?
mote pack -q -o oci:file/a app
echo $?
mote pack -q -o oci:ok --digest-file no/digest app | undigested
echo "${PIPESTATUS[0]}"
mote pack -q -o oci:ok --metadata-file file/meta app | undigested
echo "${PIPESTATUS[0]}"
# a line that nobody gets
mote pack -q -o oci:ok app >/dev/full
echo $?
# what an ordinary user may not write
. "$SRC/tests/support/ordinary.sh"
mkdir -m 555 closed
as_user mote pack -q -o archive:closed/a.tar app
echo $?
as_user mote pack -q -o oci:closed/a app
echo $?
as_user mote pack -q -o oci:closed app
echo $?
find . -name '.*mote*' -o -name '*.tar'
ls -A closed
