#!/usr/bin/env bash
# Debian's docker-registry on loopback, without TLS and without credentials: mote and its peers hand images to each other.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
: "${work:?}" "${host=}"

start_registry <<END_OF_CONFIG
http: {addr: "127.0.0.1:0"}
END_OF_CONFIG
let_in plain
docker_login() { echo '{}' >"$DOCKER_CONFIG/config.json"; }
try_peers

# nothing has changed: no blob is asked for
before=$(grep -c 'http.request.method' "$work/registry.log" || true)
mote push -q "oci:$work/layouts/hundred:v1" "$host/mote/hundred:v1" >/dev/null
after=$(grep -c 'http.request.method' "$work/registry.log" || true)
[ $((after - before)) -le 2 ] || die "a push with nothing changed: $((after - before)) requests"
