#!/usr/bin/env bash
# Debian's docker-registry with TLS, an authority of our own, and passwords: mote's login lets skopeo and podman in, docker's mote.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
need htpasswd
: "${work:?}" "${host=}" "${mote_flags=}" "${skopeo_one=}" "${authority=}" "${certificate=}" "${key=}"

make_authority
htpasswd -nbB ada ada-builds-4d81c0 >"$work/htpasswd" 2>/dev/null
start_registry <<END_OF_CONFIG
http: {addr: "127.0.0.1:0", tls: {certificate: "$certificate", key: "$key"}}
auth: {htpasswd: {realm: "tests", path: "$work/htpasswd"}}
END_OF_CONFIG

# who is nobody, or has a wrong password, is told so, and nothing is kept
mkdir "$work/first" && cp -a "$(layout hello)" "$work/first/layout"
refused() {
  local wanted=$1
  shift
  ! "$@" >"$work/refused" 2>&1 || die "not refused: $*"
  grep -q "$wanted" "$work/refused" || die "$*: $(cat "$work/refused")"
}
refused "login" mote push --ca "$authority" "oci:$work/first/layout:latest" "$host/x:v1"
refused "certificate" mote push "oci:$work/first/layout:latest" "$host/x:v1"
refused "refuses the credential" mote login --ca "$authority" -u ada --password-stdin "$host" < <(printf wrong)
[ ! -e "$DOCKER_CONFIG/config.json" ] || die "a login that was refused is kept"

# mote's login is in a file that skopeo and podman read
export REGISTRY_AUTH_FILE=$work/auth.json
printf ada-builds-4d81c0 | run_quiet mote login --ca "$authority" -u ada --password-stdin "$host"
equal "the mode of the file" 600 "$(stat -c %a "$REGISTRY_AUTH_FILE")"
equal "who skopeo thinks it is" ada "$(own_skopeo login --get-login --authfile "$REGISTRY_AUTH_FILE" "$host")"

let_in tls --ca "$authority"
docker_login() {
  printf ada-builds-4d81c0 | run_quiet docker login -u ada --password-stdin "$host"
}
try_peers
grep -q '"PUT [^"]* HTTP/2.0" 201 .*"mote/' "$work/registry.log" || die "mote does not speak HTTP/2 where it is offered"

# skopeo's login lets mote in, and so does docker's
rm -f "$REGISTRY_AUTH_FILE"
printf ada-builds-4d81c0 | run_quiet own_skopeo login "${skopeo_one[@]}" -u ada --password-stdin --authfile "$REGISTRY_AUTH_FILE" "$host"
run_quiet mote digest "${mote_flags[@]}" "docker://$host/mote/one:v1"
unset REGISTRY_AUTH_FILE
run_quiet mote digest "${mote_flags[@]}" "docker://$host/mote/one:v1"
run_quiet mote logout "$host"
refused "login" mote digest "${mote_flags[@]}" "docker://$host/mote/one:v1"
