#!/usr/bin/env bash
# Debian's docker-registry with TLS and a token service, which docker's login gives an identity token: mote goes on with that.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
: "${work:?}" "${host=}" "${mote_flags=}" "${skopeo_one=}" "${authority=}" "${certificate=}" "${key=}"

make_authority
tests/fake/token_service "$work/realm" "$certificate" "$key" 2>"$work/tokens.log" &
children+=($!)
wait_until 30 test -s "$work/realm" || die "the token service does not start: $(cat "$work/tokens.log")"
start_registry <<END_OF_CONFIG
http: {addr: "127.0.0.1:0", tls: {certificate: "$certificate", key: "$key"}}
auth: {token: {realm: "$(cat "$work/realm")", service: registry, issuer: tests, rootcertbundle: "$authority"}}
END_OF_CONFIG

export REGISTRY_AUTH_FILE=$work/auth.json
printf ada-builds-4d81c0 | run_quiet mote login --ca "$authority" -u ada --password-stdin "$host"

# the authority lies where docker, podman and skopeo look for it too
mkdir -p "$HOME/.config/containers/certs.d/$host"
cp "$authority" "$HOME/.config/containers/certs.d/$host/ca.crt"
let_in tls
docker_login() {
  printf ada-builds-4d81c0 | run_quiet docker login -u ada --password-stdin "$host"
}
try_peers

# docker's login leaves an identity token and no password
unset REGISTRY_AUTH_FILE
jq -e --arg host "$host" '.auths[$host].identitytoken' "$DOCKER_CONFIG/config.json" >/dev/null || die "docker has no identity token"
equal "what is left of the password" "" "$(jq -r --arg host "$host" '.auths[$host].auth' "$DOCKER_CONFIG/config.json" | base64 -d | cut -d : -f 2 | tr -d '\0')"
mote_push layers mote/by-identity:v1

# who may only pull does not push; who is nobody does not pull
export MOTE_REGISTRY_HOST=$host MOTE_REGISTRY_USER=eve MOTE_REGISTRY_PASSWORD=eve-reads-77ab12
equal "eve pulls" "$(layout_digest "$work/layouts/one")" "$(mote digest "docker://$host/mote/one:v1")"
! mote push "oci:$work/layouts/one:v1" "$host/mote/one:v2" >"$work/refused" 2>&1 || die "eve pushes"
grep -q "$host/mote/one" "$work/refused" || die "eve is refused without a word: $(cat "$work/refused")"
