#!/usr/bin/env bash
# Proxies of the environment before Debian's docker-registry: a tunnel to the one with TLS and a password, requests in clear to the one
# without; a proxy that wants a password, one that refuses, one that is not there. What stands between hears no password of the
# registry, and nobody reads the proxy's.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
need htpasswd
: "${work:?}" "${peer:?}" "${host=}" "${proxy=}" "${authority=}" "${certificate=}" "${key=}"

unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY
mkdir "$work/layouts" "$work/out"
python3 tests/registry/_layouts.py "$work/layouts" layers
digest=$(layout_digest "$work/layouts/layers")
make_authority
htpasswd -nbB ada ada-builds-4d81c0 >"$work/htpasswd" 2>/dev/null
start_registry tls <<END_OF_CONFIG
http: {addr: "127.0.0.1:0", tls: {certificate: "$certificate", key: "$key"}}
auth: {htpasswd: {realm: "tests", path: "$work/htpasswd"}}
END_OF_CONFIG
tls=$host
start_registry plain <<END_OF_CONFIG
http: {addr: "127.0.0.1:0"}
END_OF_CONFIG
plain=$host
start_proxy open --only "$tls" "$plain" && open=$proxy
start_proxy closed --only "$tls" "$plain" --password courier:carries-5e0d@17 && closed=$proxy
start_proxy refusing --refuse 403 && refusing=$proxy
start_proxy ill --refuse 503 && ill=$proxy
with_password=http://courier:carries-5e0d%4017@$closed
wrong_password=http://courier:carries-6f1e%4028@$closed
nobody=http://127.0.0.1:1

# by VARIABLE=VALUE... VERB...: mote, as loud as it can
runs=0
by() {
  local variables=() trust=()
  while [[ $1 == *=* ]]; do variables+=("$1") && shift; done
  runs=$((runs + 1))
  [[ $* != *"$tls"* ]] || trust=(--ca "$authority")
  env "${variables[@]}" mote "$1" -v "${trust[@]}" --retry-delay 0.01 "${@:2}" >"$work/out/$runs.stdout" 2>"$work/out/$runs.stderr"
}
said() { cat "$work/out/$runs.stderr"; }
refused() { # by...: a failure, and one line that says it
  local status=0
  by "$@" || status=$?
  equal "the status of $*" 1 "$status"
  equal "what $* prints" "" "$(cat "$work/out/$runs.stdout")"
  equal "the lines that say why $* fails" 1 "$(said | grep -v ' requests$' | grep -c "^mote: $tls/\|^mote: $plain/")"
}
says() { said | tail -n 1 | grep -q -- "$1" || die "not said, $1: $(said)"; }

# requests PROXY: "METHOD TARGET STATUS" and how often each; from now on others
requests() {
  jq -r '"\(.method) \(.target | sub("/v2/.*"; "")) \(.status)"' "$work/$1.log" | sort | uniq -c | sed 's/^ *//'
  : >"$work/$1.log"
}
tunnels() { # WHAT PROXY STATUS: nothing but CONNECT to the registry, and no word of who asks it
  ! jq -e 'select(.headers.authorization != null)' "$work/$2.log" || die "$1: the proxy hears who asks the registry"
  requests "$2" >"$work/requests"
  grep -q "CONNECT $tls $3\$" "$work/requests" || die "$1: no tunnel: $(cat "$work/requests")"
  ! grep -v "CONNECT $tls $3\$" "$work/requests" || die "$1: more than tunnels"
}
round() { # WHAT REGISTRY VARIABLE=VALUE...: up and down
  local what=$1 where=$2
  shift 2
  rm -rf "$work/back"
  by "$@" push --jobs 1 "oci:$work/layouts/layers:v1" "$where/by/$runs:v1" || die "$what: the push fails: $(said)"
  by "$@" pull "$where/by/$((runs - 1)):v1" "oci:$work/back:v1" || die "$what: the pull fails: $(said)"
  same_layout "$what" "$work/layouts/layers" "$work/back"
}

# who asks the registry is known from a login through the proxy
by "https_proxy=http://$open" login -u ada --password-stdin "$tls" < <(printf ada-builds-4d81c0) || die "no login: $(said)"
tunnels "a login" open 0

# a tunnel, by any of the variables
for variable in https_proxy HTTPS_PROXY all_proxy ALL_PROXY; do
  round "$variable" "$tls" "$variable=http://$open"
  tunnels "$variable" open 0
done
round "a proxy without a scheme" "$tls" "https_proxy=$open"
tunnels "a proxy without a scheme" open 0
round "the other scheme's proxy" "$tls" "http_proxy=$nobody"
equal "asked of nobody" "" "$(requests open)"

# with a user and a password, and without
round "a proxy's password" "$tls" "https_proxy=$with_password"
jq -e 'select(.headers["proxy-authorization"] == null)' "$work/closed.log" >"$work/unnamed" || true
[ ! -s "$work/unnamed" ] || die "the proxy is not told who comes: $(cat "$work/unnamed")"
tunnels "a proxy's password" closed 0
for each in "http://$closed" "$wrong_password"; do
  refused "https_proxy=$each" digest "docker://$tls/by/1:v1"
  says "the proxy answers 407; it wants a user and a password"
  equal "requests without the proxy's password" "1 CONNECT $tls 407" "$(requests closed)"
done
echo "$peer: tunnels, with and without a password"

# in clear, where the registry is
round "http_proxy" "$plain" "http_proxy=http://$open"
requests open >"$work/requests"
grep -q "PUT http://$plain 0" "$work/requests" || die "the proxy was not asked: $(cat "$work/requests")"
round "http_proxy with a password" "$plain" "http_proxy=$with_password"
requests closed >"$work/requests"
grep -q "PUT http://$plain 0" "$work/requests" || die "the proxy was not asked: $(cat "$work/requests")"
for each in "http://$closed" "$wrong_password"; do
  rm -rf "$work/back"
  refused "http_proxy=$each" pull "$plain/by/1:v1" "oci:$work/back:v1"
  says "the proxy answers 407; it wants a user and a password"
  [ ! -e "$work/back" ] || die "an image without a password of the proxy"
  equal "requests in clear without the proxy's password" "1 GET http://$plain 407" "$(requests closed)"
done
# programs of a web server get it from whoever asks them: CVE-2016-5385
round "HTTP_PROXY is nobody's" "$plain" "HTTP_PROXY=$nobody"

# hosts that are reached without it
for each in "NO_PROXY=localhost" "no_proxy=registry.example,localhost" "no_proxy=*"; do
  round "$each" "$tls" "$each" "https_proxy=$nobody"
  round "$each" "$plain" "$each" "http_proxy=$nobody"
done
refused NO_PROXY=registry.example "https_proxy=$nobody" digest --retry 0 "docker://$tls/by/1:v1"

# nobody is let through: that is an answer; later, perhaps: that is tried again
refused "https_proxy=http://$refusing" digest "docker://$tls/by/1:v1"
says "https://$tls/.*the proxy answers 403; NO_PROXY"
equal "requests to a proxy that refuses" "1 CONNECT $tls 403" "$(requests refusing)"
refused "https_proxy=http://$refusing" push "oci:$work/layouts/layers:v1" "$tls/refused:v1"
says "the proxy answers 403"
equal "requests of a push to a proxy that refuses" "1 CONNECT $tls 403" "$(requests refusing)"
refused "https_proxy=http://$ill" digest --retry 2 "docker://$tls/by/1:v1"
says "the proxy answers 503"
equal "requests to a proxy that is ill" "3 CONNECT $tls 503" "$(requests ill)"

# not there, and not to be found
for each in "https_proxy=$nobody" "https_proxy=http://courier:carries-5e0d%4017@127.0.0.1:1"; do
  refused "$each" digest --retry 2 "docker://$tls/by/1:v1"
  says "127.0.0.1 port 1 "
done
refused "https_proxy=http://courier:carries-5e0d%4017@proxy.invalid:3128" digest --retry 0 "docker://$tls/by/1:v1"
says "proxy.invalid"
for each in http://courier:carries-5e0d%4017@[bad letter://courier:carries-5e0d%4017@127.0.0.1:1 http://courier:carries-5e0d%4017@127.0.0.1:x; do
  refused "https_proxy=$each" digest --retry 2 "docker://$tls/by/1:v1"
  says "the proxy that the environment names is no address of one"
done
equal "what the registry has in the end" "$digest" "$(mote digest --ca "$authority" "docker://$tls/by/1:v1")"
echo "$peer: refusals, and who is reached without it"

# no output, and nothing that mote keeps, has the proxy's password, in whatever form
secrets=(carries-5e0d carries-6f1e "$(printf 'courier:carries-5e0d@17' | base64)" "$(printf 'courier:carries-6f1e@28' | base64)")
for each in "${secrets[@]}"; do
  ! grep -rF -- "$each" "$work/out" "$work/cache" "$HOME" "$DOCKER_CONFIG" || die "the proxy's password is printed, or kept"
done
! grep -rF ada-builds-4d81c0 "$work/out" || die "the registry's password is printed"
grep -q "https://$tls/v2/" "$work/out/2.stderr" || die "mote is not loud: $(cat "$work/out/2.stderr")"
