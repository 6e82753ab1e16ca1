# Progress is on stderr alone: plain lines where no terminal is, nothing at all when it is not wanted.
. "$SRC/tests/cli/pack/_programs.sh"
times() { unplatformed | sed -E 's/[0-9.]+ (kB|B|s)/N \1/g'; }
for how in '' -q --progress=none --progress=plain --progress=auto; do
  # shellcheck disable=SC2086 # no flag at all is one case
  mote pack $how -o oci:out app 2>said | undigested
  echo "[$how]"
  times <said
done
mote pack --progress=live -o oci:out app
echo $?
# an error is said even so
mote pack -q --progress=none missing
echo $?
