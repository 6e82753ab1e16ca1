# Sourced after _images.sh by tests that start images with podman.
# shellcheck shell=bash
need podman runc
root_only "podman run with a network of its own"
: "${work:?}"

# no bridge, no system's configuration, no limits that a machine may refuse; all state in a folder of ours
podman_flags=(--root "$work/root" --runroot "$work/runroot" --tmpdir "$work/state" --storage-driver overlay
  --cgroup-manager cgroupfs --events-backend none --runtime runc)
own_podman() {
  XDG_RUNTIME_DIR=$work podman "${podman_flags[@]}" "$@"
}
# shellcheck disable=SC2034 # for who sources this
run_flags="--ulimit nofile=1024:1024 --ulimit nproc=1024:1024 --network=none --pull=never --log-driver=none"

# what podman leaves mounted on purpose: its storage, until the next start
clean_up() {
  own_podman rm -f -a -t 0 >/dev/null 2>&1 || true
  umount "$work/root/overlay" 2>/dev/null || true
}
