#!/bin/bash
# slow: many runs of mote
# What an engine does wrong, and an engine that is not there: one line, status 1, 3 where it has no such image or platform.
python3 "$SRC/tests/cli/copy/_images.py" || exit
unset DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_CONFIG http_proxy https_proxy all_proxy no_proxy
export XDG_RUNTIME_DIR=$PWD DOCKER_HOST=unix://$PWD/engine.sock
python3 "$SRC/tests/support/engine.py" "$PWD/engine.sock" &
engine=$!
trap 'kill $engine' EXIT
for _ in $(seq 200); do [ ! -S engine.sock ] || break; sleep 0.05; done
# what curl says is other words in other versions
here() { sed "s|$PWD|HERE|g; s/broke off: .*/broke off: .../; s/does not answer: .*; is it/does not answer: ...; is it/"; }
# tried SCENARIO SOURCE TARGET
tried() {
  echo "$1" >scenario
  shift
  mote copy -q "$@" >answer 2>&1
  local status=$?
  here <answer
  [ $status = 0 ] || echo "  $status"
}

echo "load"
for scenario in good podman-id silent pretty error detail error-object status podman no-reason escape plain moved no-json half-json endless \
  cut-answer cut-upload lost another no-id containerd containerd-another; do
  echo "- $scenario"
  tried $scenario oci:one docker-daemon:team/hello:v2
done
echo "the same tar as docker-archive:"
tried good oci:one docker-daemon:hello:v2
mote copy -q oci:one docker-archive:wanted.tar:docker.io/library/hello:v2 | sed 's/.*@//'
cmp loaded.tar wanted.tar
echo "a name with a registry, and none at all"
for name in quay.io:5000/team/hello:x localhost/hello hello; do
  tried good oci:one docker-daemon:$name | sed 's/@.*//'
  tar -xOf loaded.tar manifest.json | jq -c '.[0].RepoTags'
done

echo "several platforms"
for scenario in good arm64 s390x vax no-platform; do
  echo "- $scenario"
  rm -f loaded.tar
  tried $scenario oci:docker docker-daemon:hello:v1 | sed 's/@.*//'
  [ ! -e loaded.tar ] || tar -xOf loaded.tar "$(tar -xOf loaded.tar manifest.json | jq -r '.[0].Config')" | jq -r .architecture
done
echo "one of another processor"
mote copy -q -p arm64 oci:docker oci:foreign >/dev/null
tried good oci:foreign docker-daemon:hello:v1 | sed 's/@.*//'

echo "a damaged image: the engine is given no whole archive"
cp -r one damaged
layer=$(jq -r '.layers[1].digest | sub("sha256:"; "")' "damaged/blobs/sha256/$(jq -r '.manifests[0].digest | sub("sha256:"; "")' damaged/index.json)")
printf X | dd of="damaged/blobs/sha256/$layer" bs=1 seek=30 conv=notrunc status=none
tried good oci:damaged docker-daemon:hello:v1 | sed 's/sha256:[0-9a-f]*/DIGEST/g'
cp -r one damaged-plain
layer=$(jq -r '.layers[0].digest | sub("sha256:"; "")' "one/blobs/sha256/$(jq -r '.manifests[0].digest | sub("sha256:"; "")' one/index.json)")
printf X | dd of="damaged-plain/blobs/sha256/$layer" bs=1 seek=600 conv=notrunc status=none
tried damaged-plain oci:damaged-plain docker-daemon:hello:v1 | sed 's/sha256:[0-9a-f]*/DIGEST/g'
tail -n 1 uploads

echo "get"
cp saved-old.tar saved.tar
for scenario in saved packed absent status cut-tar short-tar no-tar; do
  echo "- $scenario"
  tried $scenario docker-daemon:hello:v2 oci:out
done
mote copy -q docker-archive:saved-old.tar:hello:v1 oci:wanted | sed 's/.*@//'
jq -c '[.manifests[].annotations."io.containerd.image.name"]' out/index.json
tried saved docker-daemon:sha256:"$(printf '%064d' 0)" oci:nameless | sed 's/@.*//'
jq -c '[.manifests[].annotations."io.containerd.image.name"]' nameless/index.json
tried saved docker-daemon:hello@sha256:"$(printf '%064d' 0)" oci:out

echo "a proxy is not for a socket"
http_proxy=http://127.0.0.1:1 tried saved docker-daemon:hello:v2 oci:out

echo "asked to stop"
echo stall >scenario
mote copy -q oci:one docker-daemon:hello:v1 2>&1 &
copier=$!
for _ in $(seq 200); do ! grep -q stall uploads || break; sleep 0.05; done
kill $copier
wait $copier
echo "  $?"

echo "an engine that is not there"
host() {
  DOCKER_HOST=$1 tried good docker-daemon:hello oci:out
}
host "unix://$PWD/nowhere.sock"
host "unix://$PWD/scenario/x.sock"
python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("dead.sock")'
host "unix://$PWD/dead.sock"
host "unix://$(printf '/%0120d' 0)"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
host "tcp://127.0.0.1:$port" | sed "s/$port/PORT/g"
for name in engine unix:// unix://relative ssh://host tcp:// tcp://user:word@host "tcp://a b" npipe:////./pipe/x; do host "$name"; done
export DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=$PWD/certificates
host tcp://127.0.0.1
mkdir certificates
: >certificates/ca.pem
: >certificates/cert.pem
host tcp://127.0.0.1
unset DOCKER_CERT_PATH
HOME=$PWD host tcp://127.0.0.1
unset DOCKER_TLS_VERIFY

echo "no permission"
if [ "$(id -u)" = 0 ]; then
  chmod 711 .. . ../..
  mkdir -m 777 theirs
  copy() { TMPDIR=$PWD/theirs MOTE_CACHE_DIR=$PWD/theirs setpriv --reuid 65534 --regid 65534 --clear-groups "$MOTE" copy -q "$@"; }
else
  chmod 0 engine.sock
  copy() { mote copy -q "$@"; }
fi
copy docker-daemon:hello oci:theirs/out 2>&1 | here
