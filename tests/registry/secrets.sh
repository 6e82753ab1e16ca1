#!/usr/bin/env bash
# No secret comes out: mote logs in, pushes and pulls as loud as it can, and all that it wrote anywhere is searched for passwords
# and tokens: its outputs, its files, the arguments of every program that it starts.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
need strace python3
: "${work:?}"

python3 tests/registry/_secrets.py "$work/runs"

# a password in the place of an argument is refused, and not repeated
password=correct-horse-battery-staple
for words in "-p $password" "--password $password" "--password=$password" "-p$password"; do
  # shellcheck disable=SC2086 # words
  ! mote login -u ada $words 127.0.0.1:9 >"$work/refused" 2>&1 </dev/null || die "mote login $words is not refused"
  ! grep -qF "$password" "$work/refused" || die "mote login $words repeats it: $(cat "$work/refused")"
  grep -q -- --password-stdin "$work/refused" || die "mote login $words does not say how: $(cat "$work/refused")"
done
