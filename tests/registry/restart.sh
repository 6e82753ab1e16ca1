#!/usr/bin/env bash
# Debian's docker-registry dies in the middle of a layer and is started again: mote waits for it, asks how far the upload had come,
# and publishes the image in the end.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
: "${work:?}" "${host=}" "${children=}"

# start PORT: the signature of upload sessions outlives the process
start() {
  start_registry <<END_OF_CONFIG
http: {addr: "127.0.0.1:$1", secret: "the same before and after"}
END_OF_CONFIG
}
start 0
mkdir "$work/layouts"
python3 tests/registry/_layouts.py "$work/layouts" large

# a part of the layer has come: 100 MiB
has_come() {
  [ "$(cat "$work"/storage/docker/registry/v2/repositories/large/_uploads/*/data 2>/dev/null | head -c 104857600 | wc -c)" = 104857600 ]
}

mote push -q --retry 10 --retry-delay 0.5 "oci:$work/layouts/large:v1" "$host/large:v1" >"$work/pushed" 2>"$work/errors" &
pushing=$!
until has_come; do
  kill -0 "$pushing" 2>/dev/null || die "the push has ended before the registry died: $(cat "$work/errors")"
  sleep 0.02
done
kill -KILL "${children[-1]}"
wait "${children[-1]}" 2>/dev/null || true
[ ! -e "$work/storage/docker/registry/v2/repositories/large/_manifests" ] || die "the tag is there before its layer"
mv "$work/registry.log" "$work/before.log"
sleep 0.5
start "${host#*:}"
wait "$pushing" || die "the push fails: $(cat "$work/errors")"

digest=$(layout_digest "$work/layouts/large")
equal "what push prints" "$host/large:v1@$digest" "$(cat "$work/pushed")"
grep -q '"GET /v2/large/blobs/uploads/' "$work/registry.log" || die "mote has not asked how far the upload had come"
let_in plain
equal "what skopeo sees" "$digest" "$(registry_digest large:v1)"
run_quiet mote pull -q "$host/large:v1" "oci:$work/back:v1"
same_layout "the image that outlived its registry" "$work/layouts/large" "$work/back"
