#!/bin/bash
# Variables that are set for the host go before what login keeps: it says so, unless asked to be quiet, and of no other host.
# shellcheck source=tests/cli/login/_home.sh
. "$SRC/tests/cli/login/_home.sh"
python3 "$SRC/tests/cli/login/_basic_registry.py" port &
server=$!
trap 'kill $server' EXIT
while [ ! -e port ]; do sleep 0.05; done
host=127.0.0.1:$(cat port)
export MOTE_REGISTRY_USER=other MOTE_REGISTRY_PASSWORD=$secret
log_in() {
  printf %s "$secret" | tell mote login "$@" -u me --password-stdin "$host" | sed "s/$host/HOST/g"
}
MOTE_REGISTRY_HOST=$host log_in
echo "quiet"
MOTE_REGISTRY_HOST=$host log_in -q
echo "another host's"
MOTE_REGISTRY_HOST=other.example log_in
echo "docker's"
unset MOTE_REGISTRY_USER MOTE_REGISTRY_PASSWORD
DOCKER_AUTH_CONFIG="{\"auths\": {\"$host\": {\"auth\": \"b3RoZXI6cA==\"}}}" log_in
DOCKER_AUTH_CONFIG='{"auths": {"other.example": {"auth": "b3RoZXI6cA=="}}}' log_in
