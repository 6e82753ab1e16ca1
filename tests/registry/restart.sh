#!/usr/bin/env bash
# Debian's docker-registry dies in the middle of a layer and is started again, on the way up and on the way down: mote waits for it, asks
# how far the upload had come and publishes the image in the end, and asks for the rest of what it was pulling.
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
come_back() {
  mv "$work/registry.log" "$work/before.log"
  sleep 0.5
  start "${host#*:}"
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
end -1
[ ! -e "$work/storage/docker/registry/v2/repositories/large/_manifests" ] || die "the tag is there before its layer"
come_back
wait "$pushing" || die "the push fails: $(cat "$work/errors")"

digest=$(layout_digest "$work/layouts/large")
equal "what push prints" "$host/large:v1@$digest" "$(cat "$work/pushed")"
grep -q '"GET /v2/large/blobs/uploads/' "$work/registry.log" || die "mote has not asked how far the upload had come"
let_in plain
equal "what skopeo sees" "$digest" "$(registry_digest large:v1)"

# on the way down: the file that the layer goes to has as much
part() {
  find "$TMPDIR" -name '*.part-*' -size "$1" 2>/dev/null | grep -q .
}
layer=$(jq -r '.layers[0].digest' "$work/raw")
mote pull -q --retry 10 --retry-delay 0.5 "$host/large:v1" "oci:$work/back:v1" >"$work/pulled" 2>"$work/errors" &
pulling=$!
until part +102400k; do
  kill -0 "$pulling" 2>/dev/null || die "the pull has ended before the registry died: $(cat "$work/errors")"
done
end -1
[ ! -e "$work/back" ] || die "the target is there before its layer"
come_back
wait "$pulling" || die "the pull fails: $(cat "$work/errors")"

# it was given the rest, and no more than that
line=$(grep "\"GET /v2/large/blobs/$layer HTTP/1.1\" 206 " "$work/registry.log") || die "mote has not asked for the rest: $(cat "$work/registry.log")"
equal "requests for the layer" 1 "$(grep -c "\"GET /v2/large/blobs/$layer" "$work/registry.log")"
rest=${line#*\" 206 } rest=${rest%% *}
[ "$rest" -le $((536872448 - 104857600)) ] || die "the rest is of $rest bytes"
same_layout "the image that outlived its registry" "$work/layouts/large" "$work/back"
