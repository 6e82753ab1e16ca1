#!/usr/bin/env bash
# A docker daemon of our own, started and stopped here, loads every example's archive and runs it.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
need dockerd docker runc nsenter curl jq clang-19 ld.lld-19
root_only "a docker daemon"
: "${work:?}" "${process=}" "${status=}"

# no bridge and no packet filter: containers have loopback alone
export DOCKER_HOST=unix://$work/docker.sock DOCKER_CONFIG=$work/config
mkdir "$work/daemon"
echo "{}" >"$work/daemon.json"
TMPDIR=$work/daemon dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=overlay2 -H "$DOCKER_HOST" \
  --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/docker.pid" --config-file "$work/daemon.json" \
  >"$work/dockerd.log" 2>&1 &
daemon=$!

clean_up() {
  local each
  for each in $(docker ps -aq 2>/dev/null); do docker rm -f "$each" >/dev/null 2>&1; done
  kill "$daemon" 2>/dev/null || true
  wait "$daemon" 2>/dev/null || true
  awk -v dir="$work/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r each; do umount "$each"; done
}

for _ in $(seq 300); do
  ! docker version >/dev/null 2>&1 || break
  kill -0 "$daemon" 2>/dev/null || { tail -n 20 "$work/dockerd.log" >&2; die "dockerd ended at once"; }
  sleep 0.1
done
docker version >/dev/null 2>&1 || { tail -n 20 "$work/dockerd.log" >&2; die "dockerd does not answer"; }

# loaded NAME: the name that docker gives to the image when it takes the archive
loaded() {
  [ -f "$work/$1.name" ] || docker load -i "$(image "$1")" 2>"$work/load.log" | sed -n 's/^Loaded image: //p' >"$work/$1.name"
  [ -s "$work/$1.name" ] || die "docker does not load $1: $(cat "$work/load.log")"
  cat "$work/$1.name"
}

peer_run() {
  local name
  name=$(loaded "$1")
  shift
  docker run --rm --network=none "$name" "$@"
}

peer_start() {
  local name=$1 reference
  reference=$(loaded "$1")
  shift
  run_quiet docker run -d --name "$name" --network=none "$reference" "$@"
  process=$(docker inspect -f '{{.State.Pid}}' "$name")
}

peer_stop() {
  run_quiet docker stop -t 10 "$1"
  status=$(docker inspect -f '{{.State.ExitCode}}' "$1")
  run_quiet docker rm -v "$1"
}

try_images

# the config as docker understands it
config=$(docker inspect "$(loaded redis)")
equal "the user" 65532:65532 "$(jq -r '.[0].Config.User' <<<"$config")"
equal "the entrypoint" /redis-server "$(jq -r '.[0].Config.Entrypoint | join(" ")' <<<"$config")"
equal "the folder" /data "$(jq -r '.[0].Config.WorkingDir' <<<"$config")"
equal "the volume" /data "$(jq -r '.[0].Config.Volumes | keys | join(" ")' <<<"$config")"
equal "the port" 6379/tcp "$(jq -r '.[0].Config.ExposedPorts | keys | join(" ")' <<<"$config")"
equal "the platform" linux/amd64 "$(jq -r '.[0].Os + "/" + .[0].Architecture' <<<"$config")"
equal "the time" 1970-01-01T00:00:00Z "$(jq -r '.[0].Created' <<<"$config")"
digest=$(tar -xOf "$(image redis)" manifest.json | jq -r '.[0].Config | sub(".*/"; "sha256:")')
equal "the image's identity is the config's digest" "$digest" "$(jq -r '.[0].Id' <<<"$config")"

hello="hello from an image of one file"
equal "with nothing but itself" "$hello" \
  "$(docker run --rm --network=none --read-only --cap-drop=ALL --security-opt=no-new-privileges "$(loaded hello)")"

# load FLAG...: hello under the name other:tried, with these flags, into an archive called $file
load() {
  mote build -q --name other --tag tried "$@" -o "archive:$work/$file" examples/hello >/dev/null
  equal "docker load of $file with $*" "Loaded image: other:tried" "$(docker load -i "$work/$file" 2>&1)"
  equal "docker run of $file with $*" "$hello" "$(docker run --rm --network=none other:tried)"
  docker rmi -f other:tried >/dev/null
}
file=other.tar
load --format=docker
load --compression=none
for file in other.tar.gz other.tar.xz; do load; done

# two tags in one archive
mote build -q --name other --tag one --tag two -o "archive:$work/two.tar" examples/hello >/dev/null
equal "two tags" "Loaded image: other:one Loaded image: other:two" "$(docker load -i "$work/two.tar" | sort | paste -sd ' ')"
docker rmi -f other:one other:two >/dev/null

# several platforms in one archive: docker's own list in it names the one for this machine
foreign=$(foreign_hello arm64)
mote pack -q --name other --tag many -o "archive:$work/many.tar" "$(native_hello)" "$foreign" >/dev/null
equal "several platforms" "Loaded image: other:many" "$(docker load -i "$work/many.tar" 2>&1)"
equal "the platform of several" "linux/$(docker version -f '{{.Server.Arch}}')" "$(docker inspect -f '{{.Os}}/{{.Architecture}}' other:many)"
equal "docker run of several platforms" "$hello" "$(docker run --rm --network=none other:many)"
