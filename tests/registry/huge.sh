#!/usr/bin/env bash
# A layer of 2 GiB goes to Debian's docker-registry and comes back, and mote never needs more than 64 MiB for that.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
need gcc
: "${work:?}" "${host=}"

gcc -O2 -o "$work/measure" tests/bench/measure.c
start_registry <<END_OF_CONFIG
http: {addr: "127.0.0.1:0"}
END_OF_CONFIG
mkdir "$work/layouts"
python3 tests/registry/_layouts.py "$work/layouts" huge

# within WHAT COMMAND...: its peak of resident memory is below 64 MiB
within() {
  local what=$1 nanoseconds kib status
  shift
  "$work/measure" "$work/measured" "$@" >"$work/out" 2>"$work/errors" || die "measure fails"
  read -r nanoseconds kib status <"$work/measured"
  [ "$status" = 0 ] || die "$what fails: $(cat "$work/errors")"
  echo "$what: $((nanoseconds / 1000000000)) s, peak $((kib / 1024)) MiB"
  [ "$kib" -lt 65536 ] || die "$what needs $kib KiB"
}

within "push of 2 GiB" mote push -q "oci:$work/layouts/huge:v1" "$host/huge:v1"
digest=$(layout_digest "$work/layouts/huge")
equal "what the registry has" "$digest" "$(mote digest "docker://$host/huge:v1")"
rm -rf "$work/cache"
within "pull of 2 GiB" mote pull -q "$host/huge:v1" "oci:$work/back:v1"
same_layout "2 GiB there and back" "$work/layouts/huge" "$work/back"
