#!/usr/bin/env bash
# podman loads every example's archive, shows what its config says, and runs it; and runs an archive as it is.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
# shellcheck source=/dev/null
. tests/interop/_podman.sh
need nsenter curl jq
: "${work:?}" "${process=}" "${status=}" "${run_flags:?}"

# loaded NAME: the name that podman gives to the image when it takes the archive
loaded() {
  [ -f "$work/$1.name" ] || own_podman load -q -i "$(image "$1")" 2>"$work/load.log" | sed -n 's/^Loaded image: //p' >"$work/$1.name"
  [ -s "$work/$1.name" ] || die "podman does not load $1: $(cat "$work/load.log")"
  cat "$work/$1.name"
}

peer_run() {
  local name
  name=$(loaded "$1")
  shift
  # shellcheck disable=SC2086 # a list of words
  own_podman run --rm $run_flags "$name" "$@"
}

peer_start() {
  local name=$1 reference
  reference=$(loaded "$1")
  shift
  # shellcheck disable=SC2086 # a list of words
  run_quiet own_podman run -d --name "$name" $run_flags "$reference" "$@"
  process=$(own_podman inspect -f '{{.State.Pid}}' "$name")
}

peer_stop() {
  run_quiet own_podman stop -t 10 "$1"
  status=$(own_podman inspect -f '{{.State.ExitCode}}' "$1")
  run_quiet own_podman rm "$1"
}

try_images

config=$(own_podman inspect --type image "$(loaded httpd)")
equal "the user" 65532:65532 "$(jq -r '.[0].Config.User' <<<"$config")"
equal "the entrypoint" /httpd "$(jq -r '.[0].Config.Entrypoint | join(" ")' <<<"$config")"
equal "the port" 8080/tcp "$(jq -r '.[0].Config.ExposedPorts | keys | join(" ")' <<<"$config")"
equal "the manifest's digest" "$(mote inspect --json "$(image httpd)" | jq -r .digest)" "$(jq -r '.[0].Digest' <<<"$config")"

# shellcheck disable=SC2086 # a list of words
equal "an archive that is not loaded first" "hello from an image of one file" \
  "$(own_podman run --rm -q $run_flags "oci-archive:$(image hello)")"

# what else mote writes: other compressors, both formats, an archive that is itself compressed
for flags in --compression=zstd --compression=none --format=docker; do
  mote build -q "$flags" --name other --tag "${flags##*=}" -o "archive:$work/other.tar" examples/hello >/dev/null
  run_quiet own_podman load -i "$work/other.tar"
  # shellcheck disable=SC2086 # a list of words
  equal "$flags" "hello from an image of one file" "$(own_podman run --rm $run_flags "other:${flags##*=}")"
  own_podman rmi -f "other:${flags##*=}" >/dev/null
done
