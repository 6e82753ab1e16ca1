#!/usr/bin/env bash
# umoci unpacks every example's image; what it makes of it runs in runc, and in crun.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
need umoci runc crun jq nsenter curl
root_only "namespaces, and umoci unpack with the owners of the image"
: "${work:?}" "${process=}" "${status=}"
runtime=runc

# crun of Debian 12 knows the runtime specification 1.0.0 and not a hybrid of two cgroup versions
run_oci() {
  # shellcheck disable=SC2016 # the shell inside expands it
  unshare -m --propagation slave bash -c 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"' - "$runtime" --root "$work/$runtime" "$@"
}

# bundle NAME [ARG...]: prints its folder; the arguments stand behind the image's entrypoint
bundle() {
  local name=$1 folder=$work/bundle/$runtime-$1 image arguments each
  shift
  image=$(layout "$name")
  mkdir -p "$work/bundle"
  [ -d "$folder" ] || run_quiet umoci unpack --image "$image:latest" "$folder"
  arguments=$(for each; do jq -nc --arg each "$each" '$each'; done | jq -sc .)
  jq --arg name "$name" --argjson arguments "$arguments" '.process.terminal = false | .ociVersion = "1.0.0" | .hostname = $name
    | if $arguments == [] then . else .process.args = [.process.args[0]] + $arguments end' "$folder/config.json" >"$folder/config.new"
  mv "$folder/config.new" "$folder/config.json"
  printf '%s\n' "$folder"
}

peer_run() {
  local folder
  folder=$(bundle "$@")
  run_oci run -b "$folder" "mote-$runtime-$1"
}

peer_start() {
  local folder
  folder=$(bundle "$@")
  run_oci run -b "$folder" --pid-file "$work/pid" "mote-$runtime-$1" >"$work/server.log" 2>&1 &
  starter=$!
  for _ in $(seq 100); do
    process=$(cat "$work/pid" 2>/dev/null) && [ -n "$process" ] && return 0
    sleep 0.1
  done
  die "$1 does not start: $(cat "$work/server.log")"
}

peer_stop() {
  run_oci kill "mote-$runtime-$1" TERM
  status=0
  wait "$starter" || status=$?
  rm -f "$work/pid"
}

clean_up() {
  [ -z "$process" ] || kill -KILL "$process" 2>/dev/null || true
  wait
}

for runtime in runc crun; do
  try_images
done
