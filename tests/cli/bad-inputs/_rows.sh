# shellcheck shell=bash
# Rows of bad inputs:  NAME|COMMAND|STATUS|MESSAGE. Each command runs in a folder of its own, with what `prepare` of
# the script puts there; the last program in it is mote. It must end with the status, say exactly the message on
# stderr ("mote: " before it is left out) and nothing on stdout, and leave no file that was not there before.
# shellcheck source=/dev/null
. "$SRC/tests/support/static.sh"
home=$PWD
rows=0

# What differs among machines, runs and C libraries.
tame() {
  sed -E "s|^mote: ||; s|$home/row|HERE|g; s|^linux/[a-z0-9/]+: |PLATFORM: |; s|sha256:[0-9a-f]{64}|DIGEST|g; s|blobs/sha256/[0-9a-f]{64}|blobs/sha256/HEX|g; s|(.)\1{59,}|\1...\1|g; s|Symbolic link loop|Too many levels of symbolic links|"
}

# try VERB ARGUMENT...: mote, which must write nothing. With `elsewhere` the row itself changes files meanwhile.
try() {
  local status
  find . | LC_ALL=C sort >"$home/before"
  timeout -k 5 "$HANGS_AFTER" mote "$@" >"$home/shown" 2>"$home/said"
  status=$?
  [ -n "${elsewhere:-}" ] || find . | LC_ALL=C sort | cmp -s "$home/before" - || echo 'something was written' >>"$home/said"
  return $status
}

# files YAML: packs the executable with these files
files() {
  printf 'files: [%s]\n' "$1" >mote.yaml
  try pack -q -f mote.yaml --output archive:app.tar "$home/app"
}

put() {
  mkdir -p "$(dirname "$1")"
  echo "$1" >"$1"
}

# run_rows: the rows of stdin, which is the script's own table: as many must be tried as stand there.
run_rows() {
  local name command wanted message status said written
  while IFS='|' read -r name command wanted message; do
    rm -rf "$home/row"
    mkdir "$home/row"
    : >"$home/shown"
    : >"$home/said"
    status=0
    (cd "$home/row" && eval "$command") || status=$?
    said=$(tame <"$home/said")
    rows=$((rows + 1))
    [ "$status|$said" = "$wanted|$message" ] || printf '%s|%s|%s|%s\n' "$name" "$command" "$status" "$said"
    [ ! -s "$home/shown" ] || printf '%s: on stdout: %s\n' "$name" "$(head -n 1 "$home/shown")"
  done
  rm -rf "$home/row"
  written=$(awk "/^ROWS\$/ { on = 0 } on { n++ } /<<'ROWS'\$/ { on = 1 } END { print n + 0 }" "$0")
  if [ "$rows" -gt 0 ] && [ "$rows" -eq "$written" ]; then
    echo 'every row was tried'
  else
    echo "$rows rows were tried of $written"
  fi
}
