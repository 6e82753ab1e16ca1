#!/usr/bin/env bash
# Mirrors of registries.conf and of docker's daemon.json, each a docker-registry of Debian's: an image is pulled from the first place
# that has it, nothing is pushed to a mirror, and no mirror hears the origin's password. All goes through a proxy that writes it down.
set -eu
# shellcheck source=/dev/null
. tests/registry/_peers.sh
need htpasswd
: "${work:?}" "${peer:?}" "${host=}" "${children=}" "${proxy=}"

mkdir "$work/layouts"
python3 tests/registry/_layouts.py "$work/layouts" layers unpacked
digest=$(layout_digest "$work/layouts/layers")
ours="oci:$work/layouts/layers:v1"

# the origin and the second mirror want the same name and password
htpasswd -nbB ada ada-builds-4d81c0 >"$work/htpasswd" 2>/dev/null
locked="auth: {htpasswd: {realm: tests, path: \"$work/htpasswd\"}}"
start() { # NAME PORT [AUTH]
  start_registry "$1" < <(printf 'http: {addr: "127.0.0.1:%s"}\n%s\n' "$2" "${3:-}")
}
start first 0 && first=$host
start second 0 "$locked" && second=$host
start third 0 && third=$host
start origin 0 "$locked" && origin=$host origin_child=$((${#children[@]} - 1))
gone=localhost:1
start_proxy recorder --only "$first" "$second" "$third" "$origin"
export http_proxy=http://$proxy https_proxy=http://$proxy
unset no_proxy NO_PROXY

as_ada() { # HOST COMMAND...
  MOTE_REGISTRY_HOST=$1 MOTE_REGISTRY_USER=ada MOTE_REGISTRY_PASSWORD=ada-builds-4d81c0 "${@:2}"
}
conf=$HOME/.config/containers/registries.conf
mkdir -p "${conf%/*}"
mirrors() { # [MIRROR[ KEY = VALUE]]...
  local each
  printf '[[registry]]\nlocation = "%s/team"\n' "$origin" >"$conf"
  for each; do printf '[[registry.mirror]]\nlocation = "%s"\n%s\n' "${each%% *}" "$(sed -n 's/^[^ ]* //p' <<<"$each")" >>"$conf"; done
}

# what was asked of whom since the last time: "METHOD HOST" each once, in order; with who sent a credential
heard() {
  jq -r '"\(.method) \(.target | sub("^http://"; "") | sub("/.*"; ""))\(if .headers.authorization then " with Authorization" else "" end)"' \
    "$work/recorder.log" | awk '!seen[$0]++'
  : >"$work/recorder.log"
}
asked() { # WHAT WANTED, lines
  equal "$1" "$2" "$(heard)"
}
pulled() { # WHAT [LAYOUT [FLAG...]]: as ada of the origin
  rm -rf "$work/back"
  as_ada "$origin" mote pull "${@:3}" "$origin/team/hello:v1" "oci:$work/back:v1" >"$work/pulled" 2>"$work/notes" || die "$1: $(cat "$work/notes")"
  same_layout "$1" "$work/layouts/${2:-layers}" "$work/back"
}
noted() { # WHAT HOST WORDS: what mote says of a place that is passed over
  grep -F "$2" "$work/notes" | grep -F "$3" | grep -q "the next place is asked" || die "$1 is not said: $(cat "$work/notes")"
}

# what is pushed goes to the origin, whatever mirrors it has
mirrors "$first/copies" "$second/copies" "$third/copies"
origin_only() {
  heard >"$work/heard"
  grep -q "^PUT $origin with Authorization" "$work/heard" || die "$1 went nowhere: $(cat "$work/heard")"
  ! grep -v " $origin" "$work/heard" || die "$1 went to a mirror"
}
as_ada "$origin" run_quiet mote push -q "$ours" "$origin/team/hello:v1"
origin_only "a push"
as_ada "$origin" run_quiet mote tag "$origin/team/hello:v1" v2
origin_only "a tag"
rm "$conf"
run_quiet mote push -q "$ours" "$third/copies/hello:v1"
heard >/dev/null

# the first has nothing, the second wants a password which is not the origin's to give, the third has it; the origin is not asked
mirrors "$first/copies" "$second/copies" "$third/copies"
pulled "an image of the third mirror"
noted "a mirror without the image" "$first/copies/hello" 404
noted "a mirror that wants a password" "$second/copies/hello" "mote login $second"
asked "the three" "$(printf 'GET %s\n' "$first" "$second" "$third")"
equal "mote digest" "$digest" "$(as_ada "$origin" mote digest "docker://$origin/team/hello:v1" 2>"$work/notes")"
noted "a mirror without the image" "$first/copies/hello" 404
asked "mote digest" "$(printf 'HEAD %s\n' "$first" "$second" "$third")"
equal "mote digest of what has one" "$digest" "$(mote digest -q "docker://$origin/team/hello@$digest")"
heard >/dev/null
echo "$peer: from mirror to mirror, and no password goes to one"

# with a login of its own the second mirror is asked by that; the origin may be down
as_ada "$second" run_quiet mote push -q "$ours" "$second/copies/hello:v1"
printf ada-builds-4d81c0 | run_quiet mote login -u ada --password-stdin "$second"
heard >/dev/null
end "$origin_child"
pulled "an image of the second mirror, by its own login"
asked "the second alone" "$(printf '%s\n' "GET $first" "GET $second" "GET $second with Authorization")"
equal "mote digest, and the origin is down" "$digest" "$(mote digest -q "docker://$origin/team/hello:v1")"
run_quiet mote logout "$second"
heard >/dev/null

# all of them fail: the origin's is the error
mirrors "$first/copies" "$gone"
for verb in digest inspect; do
  ! mote "$verb" --retry 0 "docker://$origin/team/hello:v1" >"$work/out" 2>"$work/notes" || die "$verb of an origin that is down succeeds"
  noted "$verb: a mirror that is down" "$gone" "$gone/hello"
  equal "$verb: lines of errors" 1 "$(grep -c '^mote: .*502' <(tail -n 1 "$work/notes"))"
  tail -n 1 "$work/notes" | grep -q "^mote: $origin/team/hello: " || die "the origin is not named: $(cat "$work/notes")"
done
# without the proxy, which speaks for it
! http_proxy='' mote digest --retry 0 "docker://$origin/team/hello:v1" >"$work/out" 2>"$work/notes" || die "an origin that is down has a digest"
noted "a mirror that is down" "$gone" "onnect"
tail -n 1 "$work/notes" | grep -q "^mote: $origin/team/hello: .*onnect" || die "the origin is not named: $(cat "$work/notes")"
mv "$work/origin.log" "$work/origin.before"
start origin "${origin#*:}" "$locked"
heard >/dev/null

# down, without the image: then the origin, patiently, by its password
mirrors "$gone" "$first/copies"
pulled "an image of the origin"
noted "a mirror that is down" "$gone/hello" 502
asked "the origin last" "$(printf '%s\n' "GET $gone" "GET $first" "GET $origin" "GET $origin with Authorization")"
equal "mote digest at the origin" "$digest" "$(as_ada "$origin" mote digest -q "docker://$origin/team/hello:v1")"
heard >/dev/null
echo "$peer: an origin or a mirror that is down"

# a mirror that takes the call and says nothing: who does not want to wait for it does not want the next one either
python3 -c 'import socket, time
silent = socket.create_server(("127.0.0.1", 0))
print(silent.getsockname()[1], flush=True)
time.sleep(600)' >"$work/silent" &
children+=($!)
wait_until 30 test -s "$work/silent" || die "nobody is silent"
mirrors "localhost:$(cat "$work/silent")"
status=0
http_proxy='' as_ada "$origin" timeout --preserve-status -s INT 1 mote pull --timeout 60 "$origin/team/hello:v1" "oci:$work/never:v1" 2>"$work/notes" || status=$?
equal "the status of what was interrupted" 130 "$status"
equal "what is said of it" "mote: localhost:$(cat "$work/silent")/hello: stopped by SIGINT" "$(grep "stopped by" "$work/notes")"
! grep "the next place is asked" "$work/notes" || die "the interrupt went to one place alone"
[ ! -e "$work/never" ] || die "what was interrupted is there"
http_proxy='' pulled "past a mirror that says nothing" layers --timeout 1
noted "a mirror that says nothing" "localhost:$(cat "$work/silent")/hello" "stood still"

# for tags the origin, for digests the mirror
mirrors "$third/copies pull-from-mirror = \"digest-only\""
pulled "an image by its tag"
asked "by tag" "$(printf '%s\n' "GET $origin" "GET $origin with Authorization")"
rm -rf "$work/back"
run_quiet mote pull -q "$origin/team/hello@$digest" "oci:$work/back:v1"
same_layout "an image by its digest" "$work/layouts/layers" "$work/back"
asked "by digest" "GET $third"

# stored SHA256: the file of the third mirror that has this
stored() {
  printf '%s/third-storage/docker/registry/v2/blobs/sha256/%.2s/%s/data\n' "$work" "$1" "$1"
}
# what a mirror lies about, be it a manifest or a layer, is not taken, and it is named; what is right comes from the origin
mirrors "$third/copies"
manifest=$(stored "${digest#sha256:}")
sed -i 's/"schemaVersion":2/"schemaVersion": 2/; s/"schemaVersion": 2,/"schemaVersion": 2 ,/' "$manifest"
[ "$(sha256sum <"$manifest" | cut -d ' ' -f 1)" != "${digest#sha256:}" ] || die "the mirror tells the truth"
pulled "an image whose manifest a mirror lies about"
noted "a mirror that lies" "$third/copies/hello" "should have the digest \"$digest\""
cp "$work/layouts/layers/blobs/sha256/${digest#sha256:}" "$manifest"
layer=$(jq -r '.layers[0].digest' "$manifest")
printf X | dd of="$(stored "${layer#sha256:}")" bs=1 seek=100 conv=notrunc status=none
heard >/dev/null
pulled "an image with a layer that a mirror lies about"
grep -q "^mote: $third/copies/hello: blob \"$layer\" has other content .*; the registry itself is asked" "$work/notes" ||
  die "the mirror is not named: $(cat "$work/notes")"
asked "about the layer" "$(printf '%s\n' "GET $third" "GET $origin" "GET $origin with Authorization")"
rm "$(stored "${layer#sha256:}")"
pulled "an image with a layer that the mirror lacks"
grep -q "^mote: $third/copies/hello: cannot get blob \"$layer\".*404.*; the registry itself is asked" "$work/notes" ||
  die "the mirror is not named: $(cat "$work/notes")"
printf X >"$(stored "${layer#sha256:}")"
rm -rf "$work/back"
! mote pull -q --retry 0 "$origin/team/hello:v1" "oci:$work/back:v1" 2>"$work/refused" || die "a layer of another digest is taken"
grep -q "^mote: $origin/team/hello: .*mote login" "$work/refused" || die "not said: $(cat "$work/refused")"
[ ! -e "$work/back" ] || die "an image that was refused is there"
heard >/dev/null
echo "$peer: what a mirror lies about is not taken"

# a rule that blocks
printf 'blocked = true\n' >"$work/blocked" && sed -i "1r $work/blocked" "$conf"
status=0
mote digest "docker://$origin/team/hello:v1" 2>"$work/refused" || status=$?
equal "the status of what is blocked" 4 "$status"
asked "what is blocked" ""
rm "$conf"

# docker's mirrors are for Docker Hub, which the proxy lets nobody reach
mkdir -p "$HOME/.config/docker"
printf '{"registry-mirrors": ["http://%s", "http://%s/"]}\n' "$first" "$third" >"$HOME/.config/docker/daemon.json"
run_quiet mote push -q "oci:$work/layouts/unpacked:v1" "$third/library/hello:v1"
heard >/dev/null
run_quiet mote pull --retry 0 docker://docker.io/hello:v1 "oci:$work/hub:v1"
same_layout "an image of Docker Hub's mirror" "$work/layouts/unpacked" "$work/hub"
# what need not speak TLS is tried with it first
asked "Docker Hub's mirrors" "$(printf '%s\n' "CONNECT $first" "GET $first" "CONNECT $third" "GET $third")"
equal "mote digest by Docker Hub's mirror" "$(layout_digest "$work/layouts/unpacked")" "$(mote digest -q docker://docker.io/library/hello:v1)"
heard >/dev/null
! mote digest -q --retry 0 docker://docker.io/library/other:v1 2>"$work/refused" || die "Docker Hub was reached"
asked "Docker Hub after its mirrors" "$(printf '%s\n' "CONNECT $first" "HEAD $first" "CONNECT $third" "HEAD $third" "CONNECT registry-1.docker.io:443")"
run_quiet mote copy -q "$ours" "docker://$first/library/other:v1"
heard >/dev/null
! mote push -q --retry 0 "oci:$work/layouts/unpacked:v1" docker.io/library/other:v1 2>"$work/refused" || die "Docker Hub was reached"
asked "a push to Docker Hub" "CONNECT registry-1.docker.io:443"
