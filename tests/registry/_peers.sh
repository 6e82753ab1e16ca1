# Sourced by the tests with Debian's docker-registry. Each of them starts it in its own way and lets mote, skopeo, podman and a
# docker daemon hand images to each other through it.
#   start_registry [NAME]      the registry; its configuration's "auth" and "tls" come on stdin. Sets $host. What it says is in
#                              $work/NAME.log, what it has in $work/NAME-storage; of the one without a name registry.log and storage
#   start_proxy NAME FLAG...   tests/fake/proxy; what it reads is in $work/NAME.log. Sets $proxy
#   make_authority             an authority and a certificate for localhost: $authority $certificate $key
#   let_in plain|tls FLAG...   how the peers speak to it, and mote's flags for that
#   try_peers                  every image, from mote to the peers and from them to mote; docker_login is a function of the test
# shellcheck shell=bash
# shellcheck source=/dev/null
. tests/interop/_images.sh
# shellcheck source=/dev/null
. tests/interop/_podman.sh
need docker-registry skopeo dockerd docker jq openssl python3 curl clang-19 ld.lld-19
: "${work:?}" "${peer:?}" "${run_flags:?}"

# the toolchain is in the real home
image hello >/dev/null
export HOME=$work/home DOCKER_CONFIG=$work/docker MOTE_CACHE_DIR=$work/cache DOCKER_HOST=unix://$work/docker.sock
export XDG_RUNTIME_DIR=$work/runtime
unset XDG_CONFIG_HOME REGISTRY_AUTH_FILE DOCKER_AUTH_CONFIG MOTE_REGISTRY_HOST MOTE_REGISTRY_USER MOTE_REGISTRY_PASSWORD
mkdir "$HOME" "$DOCKER_CONFIG" "$XDG_RUNTIME_DIR" "$work/daemon"
children=() host=''
mote_flags=() skopeo_from=() skopeo_to=() skopeo_one=() pull_flags=()

clean_up() {
  local each
  own_podman rm -f -a -t 0 >/dev/null 2>&1 || true
  for each in "${children[@]}"; do
    kill "$each" 2>/dev/null || true
    wait "$each" 2>/dev/null || true
  done
  awk -v dir="$work/" 'index($5, dir) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r each; do umount "$each"; done
}

# wait_until SECONDS COMMAND...
wait_until() {
  local i tenths=$(($1 * 10))
  shift
  for ((i = 0; i < tenths; i++)); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  return 1
}

# an authority of our own, and a certificate of it for localhost
make_authority() {
  authority=$work/ca.pem certificate=$work/registry.pem key=$work/registry.key
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/ca.key" -out "$authority" -days 2 -subj "/CN=authority of the tests" 2>/dev/null
  openssl req -newkey rsa:2048 -nodes -keyout "$key" -out "$work/registry.csr" -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost 2>/dev/null
  openssl x509 -req -in "$work/registry.csr" -CA "$authority" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
    -copy_extensions copy -out "$certificate" 2>/dev/null
  mkdir "$work/certs"
  cp "$authority" "$work/certs/ca.crt"
}

start_registry() {
  local port name=$work/${1:-registry} storage=$work/${1:+$1-}storage
  { cat && printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: "%s"}}\nlog: {level: info}\n' "$storage"; } >"$name.yml"
  docker-registry serve "$name.yml" >"$name.log" 2>&1 &
  children+=($!)
  wait_until 30 grep -q 'listening on' "$name.log" || die "docker-registry does not start: $(cat "$name.log")"
  port=$(sed -n 's/.*listening on [^ ]*:\([0-9]*\).*/\1/p' "$name.log" | head -n 1)
  host=localhost:$port
}

# shellcheck disable=SC2034 # of who sources this
start_proxy() {
  local name=$work/$1
  shift
  rm -f "$name"
  tests/fake/proxy "$name" "$name.log" "$@" 2>"$name.errors" &
  children+=($!)
  wait_until 30 test -s "$name" || die "the proxy does not start: $(cat "$name.errors")"
  proxy=$(cat "$name")
}

# end CHILD: by its number among them, at once
end() {
  kill -KILL "${children[$1]}"
  wait "${children[$1]}" 2>/dev/null || true
}

start_docker() {
  echo "{}" >"$work/daemon.json"
  SSL_CERT_FILE=${authority:-} TMPDIR=$work/daemon dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=overlay2 \
    -H "$DOCKER_HOST" --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/docker.pid" --config-file "$work/daemon.json" \
    >"$work/dockerd.log" 2>&1 &
  children+=($!)
  wait_until 30 docker version || { tail -n 20 "$work/dockerd.log" >&2; die "dockerd does not answer"; }
}

own_skopeo() {
  skopeo --insecure-policy --tmpdir "$work" "$@"
}

let_in() {
  local trust=(tls-verify=false)
  [ "$1" = plain ] || trust=("cert-dir=$work/certs")
  shift
  mote_flags=("$@") skopeo_from=("--src-${trust[0]}") skopeo_to=("--dest-${trust[0]}") skopeo_one=("--${trust[0]}") pull_flags=("--${trust[0]}")
}

# skopeo_push LAYOUT REPOSITORY [FLAG...]
skopeo_push() {
  run_quiet own_skopeo copy "${@:3}" "${skopeo_to[@]}" "oci:$work/layouts/$1:v1" "docker://$host/$2"
}

# registry_digest REPOSITORY: the digest of what skopeo gets for the tag
registry_digest() {
  own_skopeo inspect --raw "${skopeo_one[@]}" "docker://$host/$1" >"$work/raw" || die "skopeo does not see $1"
  printf 'sha256:%s\n' "$(sha256sum <"$work/raw" | cut -d ' ' -f 1)"
}

layout_digest() {
  jq -r '.manifests[0].digest' "$1/index.json"
}

# same_layout WHAT LEFT RIGHT: the same digest, and the same blobs
same_layout() {
  equal "$1: digest" "$(layout_digest "$2")" "$(layout_digest "$3")"
  diff -r "$2/blobs" "$3/blobs" || die "$1: the blobs are not the same"
}

# mote_push NAME REPOSITORY: a layout goes up and comes back byte for byte
mote_push() {
  local printed digest
  digest=$(layout_digest "$work/layouts/$1")
  printed=$(mote push -q "${mote_flags[@]}" "oci:$work/layouts/$1:v1" "$host/$2")
  equal "what push prints of $1" "${2}@$digest" "${printed#*"$host/"}"
  equal "what skopeo sees of $1" "$digest" "$(registry_digest "$2")"
  equal "mote digest of $1" "$digest" "$(mote digest "${mote_flags[@]}" "docker://$host/$2")"
  rm -rf "$work/back"
  run_quiet mote pull -q "${mote_flags[@]}" "$host/$2" "oci:$work/back:v1"
  same_layout "pull of $1" "$work/layouts/$1" "$work/back"
}

# pulled_by_peers REPOSITORY DIGEST OUTPUT: skopeo, podman and docker pull it, and it runs
pulled_by_peers() {
  local name=$host/$1 wanted=$2 output=$3
  rm -rf "$work/skopeo"
  run_quiet own_skopeo copy --all "${skopeo_from[@]}" "docker://$name" "dir:$work/skopeo"
  equal "skopeo copy of $1" "$wanted" "sha256:$(sha256sum <"$work/skopeo/manifest.json" | cut -d ' ' -f 1)"
  run_quiet own_podman pull "${pull_flags[@]}" "$name"
  own_podman image inspect "$name" | jq -e --arg name "${name%:*}@$wanted" '.[0].RepoDigests | index($name)' >/dev/null ||
    die "podman pull of $1 has another digest than $wanted"
  # shellcheck disable=SC2086 # words
  equal "podman run of $1" "$output" "$(own_podman run --rm $run_flags "$name")"
  run_quiet docker pull "$name"
  docker image inspect "$name" | jq -e --arg name "${name%:*}@$wanted" '.[0].RepoDigests | index($name)' >/dev/null ||
    die "docker pull of $1 has another digest than $wanted"
  equal "docker run of $1" "$output" "$(docker run --rm --network=none "$name")"
}

# given_back REPOSITORY: what a peer pushed mote pulls, pushes elsewhere and copies, and it stays what it is
given_back() {
  local digest name=${1%%:*}
  digest=$(registry_digest "$1")
  rm -rf "$work/back" "$work/again" "$work/skopeo" "$work/dir"
  run_quiet mote pull -q "${mote_flags[@]}" "$host/$1" "oci:$work/back:v1"
  equal "pull of $1" "$digest" "$(layout_digest "$work/back")"
  run_quiet own_skopeo copy --all "${skopeo_from[@]}" "docker://$host/$1" "dir:$work/skopeo"
  run_quiet mote copy -q "oci:$work/back:v1" "dir:$work/dir"
  diff -r "$work/skopeo" "$work/dir" || die "skopeo and mote pull $1 with other bytes"
  run_quiet mote push -q "${mote_flags[@]}" "oci:$work/back:v1" "$host/again/$name:v1"
  equal "push of what was pulled from $1" "$digest" "$(registry_digest "again/$name:v1")"
  run_quiet mote copy -q "${mote_flags[@]}" "docker://$host/$1" "docker://$host/copied/$name:v1"
  equal "copy of $1" "$digest" "$(registry_digest "copied/$name:v1")"
  run_quiet mote pull -q "${mote_flags[@]}" "$host/copied/$name:v1" "oci:$work/again:v1"
  same_layout "$1 there and back" "$work/back" "$work/again"
}

try_peers() {
  local hello_output="hello from an image of one file"
  mkdir -p "$work/layouts"
  cp -a "$(layout hello)" "$work/layouts/hello"
  mote copy -q "oci:$work/layouts/hello:latest" "oci:$work/layouts/one:v1" >/dev/null
  mote pack -q --name many -o "oci:$work/layouts/many:v1" "$(native_hello)" "$(foreign_hello arm64)" "$(foreign_hello riscv64)" >/dev/null
  mote pack -q --format=docker -o "oci:$work/layouts/docker:v1" "$(native_hello)" >/dev/null
  python3 tests/registry/_layouts.py "$work/layouts" layers unpacked hundred

  mote_push one mote/one:v1
  mote_push many mote/many:v1
  mote_push docker mote/docker:v1
  mote_push hundred mote/hundred:v1
  echo "$peer: mote pushes, skopeo sees the same, mote pulls it byte for byte"

  start_docker
  docker_login
  pulled_by_peers mote/one:v1 "$(layout_digest "$work/layouts/one")" "$hello_output"
  pulled_by_peers mote/docker:v1 "$(layout_digest "$work/layouts/docker")" "$hello_output"
  pulled_by_peers mote/many:v1 "$(layout_digest "$work/layouts/many")" "$hello_output"
  echo "$peer: skopeo, podman and docker pull it, and it runs"

  skopeo_push layers skopeo/layers:v1
  skopeo_push layers skopeo/schema2:v1 --format v2s2
  skopeo_push unpacked skopeo/zstd:v1 --dest-compress --dest-compress-format zstd
  skopeo_push many skopeo/many:v1 --all
  skopeo_push many skopeo/list:v1 --all --format v2s2
  equal "the layers of schema 2" application/vnd.docker.distribution.manifest.v2+json \
    "$(own_skopeo inspect --raw "${skopeo_one[@]}" "docker://$host/skopeo/schema2:v1" | jq -r .mediaType)"
  equal "the layers of zstd" application/vnd.oci.image.layer.v1.tar+zstd \
    "$(own_skopeo inspect --raw "${skopeo_one[@]}" "docker://$host/skopeo/zstd:v1" | jq -r '.layers[0].mediaType')"
  equal "the list of schema 2" application/vnd.docker.distribution.manifest.list.v2+json \
    "$(own_skopeo inspect --raw "${skopeo_one[@]}" "docker://$host/skopeo/list:v1" | jq -r .mediaType)"
  for each in layers schema2 zstd many list; do given_back "skopeo/$each:v1"; done
  echo "$peer: mote gives back what skopeo pushed"

  run_quiet docker tag "$host/mote/one:v1" "$host/docker/one:v1"
  run_quiet docker push "$host/docker/one:v1"
  given_back docker/one:v1
  run_quiet own_podman tag "$host/mote/one:v1" "$host/podman/one:v1"
  run_quiet own_podman push "${pull_flags[@]}" "$host/podman/one:v1"
  given_back podman/one:v1
  echo "$peer: and what docker and podman pushed"
}
