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

# nothing has changed: one request says so
asked() {
  grep -c '"mote/' "$work/registry.log"
}
before=$(asked)
mote push -q "oci:$work/layouts/hundred:v1" "$host/mote/hundred:v1" >/dev/null
equal "requests of a push with nothing changed" 1 $(($(asked) - before))
