#!/usr/bin/env bash
# socat hands bytes from one port to another, both ways, for several callers; and from one file to another.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh
: "${work:?}" "${status?}"
port=$(free_port) back=$(free_port)
mkdir -p "$work/back" "$work/files"
seq 100000 >"$work/back/numbers.txt"
echo 'from scratch' >"$work/files/note"
add_files "$work/files"
start "$back" python3 -m http.server -b 127.0.0.1 -d "$work/back" "$back"
start "$port" program "TCP4-LISTEN:$port,bind=127.0.0.1,reuseaddr,fork" "TCP4:127.0.0.1:$back"

for each in 1 2 3; do
  curl -sS --max-time 60 -o "$work/numbers.$each" "http://127.0.0.1:$port/numbers.txt" || die "caller $each got no answer"
  cmp "$work/numbers.$each" "$work/back/numbers.txt" || die "caller $each got other bytes"
done
equal 'a file to standard output' 'from scratch' "$(program -u OPEN:/note,rdonly STDOUT)"
equal 'standard input to standard output' 'hello' "$(echo hello | program -u STDIN STDOUT)"
stop
equal 'the exit status' 143 "$status"
