#!/usr/bin/env bash
# docker-daemon: with engines of our own, Docker by its socket, by TCP and by TLS, and podman's service: they run what mote hands
# them, and mote takes back what they hold, the same config and the same layers.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
# shellcheck source=/dev/null
. tests/interop/_podman.sh
need dockerd docker runc jq openssl unshare python3 clang-19 ld.lld-19
root_only "a docker daemon"
: "${work:?}" "${run_flags:?}" "${podman_flags[*]:?}"

unset DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH http_proxy https_proxy all_proxy no_proxy
export DOCKER_CONFIG=$work/config
daemon='' service=''
mkdir "$work/config" "$work/daemon"
echo "{}" >"$work/config/config.json"
echo "{}" >"$work/daemon.json"
hello="hello from an image of one file"

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_docker FLAG...: no bridge and no packet filter; ready when it answers to $DOCKER_HOST
start_docker() {
  TMPDIR=$work/daemon dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=overlay2 \
    --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/docker.pid" --config-file "$work/daemon.json" "$@" \
    >"$work/dockerd.log" 2>&1 &
  daemon=$!
  for _ in $(seq 300); do
    ! docker version >/dev/null 2>&1 || return 0
    kill -0 "$daemon" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$work/dockerd.log" >&2
  die "dockerd does not answer"
}

stop_docker() {
  [ -z "$daemon" ] || { kill "$daemon" 2>/dev/null; wait "$daemon" 2>/dev/null; } || true
  daemon=''
}

clean_up() {
  stop_docker
  [ -z "$service" ] || { kill "$service" 2>/dev/null; wait "$service" 2>/dev/null; } || true
  own_podman rm -f -a -t 0 >/dev/null 2>&1 || true
  awk -v dir="$work/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r each; do umount "$each"; done
}

# what is the same wherever an image was: the config, byte for byte, and the layers by their diff_ids
identity_of() {
  rm -rf "$work/identity"
  run_quiet mote copy -q "$1" "dir:$work/identity"
  cat "$work/identity/$(jq -r '.config.digest | sub("sha256:"; "")' "$work/identity/manifest.json")"
}
layers_of() {
  mote inspect --json "$1" | jq -c '[.platforms[0].layers[].diffId]'
}

# came_back NAME SOURCE: what the engine holds under the name is the image
came_back() {
  local name=$1 source=$2
  rm -rf "$work/back"
  run_quiet mote copy -q "docker-daemon:$name" "oci:$work/back:x"
  equal "the config of $name" "$(identity_of "$source" | sha256sum)" "$(identity_of "oci:$work/back:x" | sha256sum)"
  equal "the layers of $name" "$(layers_of "$source")" "$(layers_of "oci:$work/back:x")"
}

# what an engine does for the caller: run_image NAME
hand_over() {
  local archive digest native foreign
  archive=archive:$(image hello)
  digest=$(mote copy -q "$archive" docker-daemon:hello:v1)
  equal "the reference" "docker-daemon:hello:v1" "${digest%@*}"
  equal "run hello:v1" "$hello" "$(run_image hello:v1)"
  came_back hello:v1 "$archive"
  equal "what is reported is what is read" "${digest##*@}" "$(mote inspect --json docker-daemon:hello:v1 | jq -r .digest)"
  equal "and what docker-archive: reports" "${digest##*@}" "$(mote copy -q "$archive" "docker-archive:$work/same.tar" | sed 's/.*@//')"

  # build and pack, names of registries, a name without a tag
  mote build -q --compression=zstd -o docker-daemon:localhost:5000/team/tool:1.0 examples/hello >/dev/null
  equal "run a build" "$hello" "$(run_image localhost:5000/team/tool:1.0)"
  native=$(native_hello)
  foreign=$(foreign_hello arm64)
  mote pack -q --label by=mote -o docker-daemon:packed "$native" >/dev/null
  equal "run packed" "$hello" "$(run_image packed:latest)"
  mote pack -q --name many -o docker-daemon:many:x -o "oci:$work/many-$1:x" "$native" "$foreign" >/dev/null
  equal "run the one of several platforms" "$hello" "$(run_image many:x)"
  mote copy -q --platform "$(mote inspect --json "$archive" | jq -r '.platforms[0].platform')" "oci:$work/many-$1:x" "oci:$work/native-$1:x" >/dev/null
  came_back many:x "oci:$work/native-$1:x"
  equal "mote run out of the engine" "$hello" "$(mote run docker-daemon:many:x)"
  # a name is taken over by another image
  run_quiet mote copy -q docker-daemon:packed docker-daemon:many:x
  came_back many:x docker-daemon:packed:latest
  # layers and digests are what they were when the engine's own image goes through mote
  run_quiet mote copy -q docker-daemon:packed "oci:$work/packed-$1:x"
  equal "copied twice" "$(mote copy -q "oci:$work/packed-$1:x" docker-daemon:again:x | sed 's/.*@//')" \
    "$(mote inspect --json "oci:$work/packed-$1:x" | jq -r .digest)"

  refused 3 'has no image "nowhere:latest"' docker-daemon:nowhere "oci:$work/out"
  mote copy -q --platform arm64 "oci:$work/many-$1:x" "oci:$work/foreign-$1:x" >/dev/null
  mote pack -q --name foreign -o "oci:$work/others-$1:x" "$foreign" "$(foreign_hello riscv64)" >/dev/null
  refused 3 "the image is not for linux/" "oci:$work/others-$1:x" docker-daemon:others:x
  echo "docker-daemon: $1"
}

# refused STATUS WORDS FROM TO
refused() {
  local got=0
  mote copy -q "$3" "$4" >"$work/refused" 2>&1 || got=$?
  equal "status of copy $3 $4: $(cat "$work/refused")" "$1" "$got"
  grep -qF "$2" "$work/refused" || die "copy $3 $4: $(cat "$work/refused")"
}

# Docker, by its socket and by TCP
run_image() { docker run --rm --network=none --pull=never "$1"; }
port=$(free_port)
export DOCKER_HOST=unix://$work/docker.sock
start_docker --tls=false -H "$DOCKER_HOST" -H "tcp://127.0.0.1:$port"
hand_over docker
equal "docker's Id" "sha256:$(identity_of docker-daemon:hello:v1 | sha256sum | cut -d ' ' -f 1)" "$(docker inspect -f '{{.Id}}' hello:v1)"
# what docker itself built, of several layers, by name and by Id
mkdir "$work/context"
cp "$(native_hello)" "$work/context/hello"
printf 'FROM scratch\nCOPY hello /hello\nCOPY hello /again\nENTRYPOINT ["/again"]\n' >"$work/context/Dockerfile"
DOCKER_BUILDKIT=0 run_quiet docker build -q -t made:here "$work/context"
identity=$(docker inspect -f '{{.Id}}' made:here)
docker save made:here >"$work/made.tar"
came_back made:here "docker-archive:$work/made.tar"
came_back "$identity" "docker-archive:$work/made.tar"
DOCKER_HOST=tcp://127.0.0.1:$port came_back made:here "docker-archive:$work/made.tar"
docker rmi -f made:here >/dev/null
DOCKER_HOST=tcp://127.0.0.1:$port run_quiet mote copy -q "docker-archive:$work/made.tar" docker-daemon:made:again
equal "docker's Id after a round" "$identity" "$(docker inspect -f '{{.Id}}' made:again)"
equal "run made:again" "$hello" "$(run_image made:again)"
DOCKER_HOST=http://127.0.0.1:$port refused 3 'has no image "nowhere:latest"' docker-daemon:nowhere "oci:$work/out"

# podman's service
service_socket=$work/runtime/podman/podman.sock
mkdir -p "${service_socket%/*}"
XDG_RUNTIME_DIR=$work podman "${podman_flags[@]}" system service -t 0 "unix://$service_socket" >"$work/podman.log" 2>&1 &
service=$!
for _ in $(seq 100); do [ ! -S "$service_socket" ] || break; sleep 0.1; done
# shellcheck disable=SC2086 # a list of words
run_image() { own_podman run --rm -q $run_flags "$1"; }
export DOCKER_HOST=unix://$service_socket
hand_over podman
equal "podman's Id" "$(identity_of docker-daemon:hello:v1 | sha256sum | cut -d ' ' -f 1)" "$(own_podman inspect --type image -f '{{.Id}}' hello:v1)"
equal "the name is Docker's" docker.io/library/hello:v1 "$(own_podman images --format '{{.Repository}}:{{.Tag}}' | grep '/hello:v1$')"
# a name of podman's own
run_quiet own_podman tag packed:latest localhost/only:here
came_back only:here docker-daemon:packed:latest
# from one engine to the other
run_quiet mote copy -q docker-daemon:packed "archive:$work/between.tar"
between() {
  DOCKER_HOST=unix://$work/docker.sock "$@"
}
between run_quiet mote copy -q "archive:$work/between.tar" docker-daemon:between:x
equal "between the engines" "$hello" "$(between docker run --rm --network=none --pull=never between:x)"

# without DOCKER_HOST: the sockets one after another, in a /run that is empty
unset DOCKER_HOST
unshare -m bash -eu -s "$work" <<'END' || die "the sockets that are looked for"
  work=$1
  mount -t tmpfs none /run
  export XDG_RUNTIME_DIR=$work/empty
  ! mote inspect docker-daemon:hello:v1 >"$work/nobody" 2>&1 || exit 1
  grep -qF "there is no engine at /var/run/docker.sock, $work/empty/docker.sock, $work/empty/podman/podman.sock, /run/podman/podman.sock; start" \
    "$work/nobody" || { cat "$work/nobody" >&2; exit 1; }
  found() {
    got=$(mote copy docker-daemon:nowhere:x "oci:$work/out" 2>&1 >/dev/null | tail -n 1)
    [ "$got" = "mote: the engine at \"unix://$1\" has no image \"nowhere:x\"" ] || { echo "$got" >&2; exit 1; }
  }
  unset XDG_RUNTIME_DIR
  mkdir /run/podman
  ln -s "$work/runtime/podman/podman.sock" /run/podman/podman.sock
  found /run/podman/podman.sock
  export XDG_RUNTIME_DIR=$work/runtime
  found "$work/runtime/podman/podman.sock"
  ln -s "$work/docker.sock" "$work/runtime/docker.sock"
  found "$work/runtime/docker.sock"
  ln -s "$work/docker.sock" /var/run/docker.sock
  found /var/run/docker.sock
END
stop_docker

# Docker by TLS, which wants a certificate of who comes
mkdir "$work/tls" "$work/tls/other"
certificate() {
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$work/tls/$1.key" -out "$work/tls/$1.csr" 2>/dev/null
  printf 'subjectAltName=IP:127.0.0.1\nextendedKeyUsage=%s\n' "$2" >"$work/tls/$1.ext"
  openssl x509 -req -in "$work/tls/$1.csr" -CA "$work/tls/ca.pem" -CAkey "$work/tls/ca.key" -CAcreateserial -days 2 \
    -extfile "$work/tls/$1.ext" -out "$work/tls/$1.pem" 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=ours -days 2 -keyout "$work/tls/ca.key" -out "$work/tls/ca.pem" 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=theirs -days 2 -keyout "$work/tls/other/ca.key" -out "$work/tls/other/ca.pem" 2>/dev/null
certificate engine serverAuth
certificate me clientAuth
cp "$work/tls/me.pem" "$work/tls/cert.pem"
cp "$work/tls/me.key" "$work/tls/key.pem"
port=$(free_port)
export DOCKER_HOST=tcp://127.0.0.1:$port DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=$work/tls
start_docker --tlsverify --tlscacert "$work/tls/ca.pem" --tlscert "$work/tls/engine.pem" --tlskey "$work/tls/engine.key" -H "$DOCKER_HOST"
run_quiet mote copy -q "archive:$(image hello)" docker-daemon:tls:x
came_back tls:x "archive:$(image hello)"
DOCKER_HOST=https://127.0.0.1:$port came_back tls:x "archive:$(image hello)"
DOCKER_CERT_PATH=$work/tls/other refused 1 "certificate" docker-daemon:tls:x "oci:$work/out"
cp "$work/tls/ca.pem" "$work/tls/other/ca.pem"
DOCKER_CERT_PATH=$work/tls/other refused 1 "the engine at \"$DOCKER_HOST\"" docker-daemon:tls:x "oci:$work/out"
DOCKER_TLS_VERIFY='' refused 1 "set DOCKER_TLS_VERIFY=1" docker-daemon:tls:x "oci:$work/out"
[ ! -e "$work/out" ] || die "something was written"
