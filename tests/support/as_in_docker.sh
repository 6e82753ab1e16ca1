#!/bin/sh
# Runs a command as root with the rights that a container of Docker has: its capabilities, and neither namespaces nor mounts. The
# kernel makes no user namespace for a process in a root folder of its own; here that is another mount of "/". It must be root, who
# may mount.
#   tests/support/as_in_docker.sh COMMAND [ARGUMENT...]
set -eu
[ "${IN_DOCKER:-}" ] || {
  IN_DOCKER=$(mktemp -d)
  export IN_DOCKER
  trap 'rmdir "$IN_DOCKER"' EXIT
  unshare -m "$0" "$@"
  exit
}
mount --rbind / "$IN_DOCKER"
root=$IN_DOCKER
unset IN_DOCKER
caps=+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap
# shellcheck disable=SC2016 # the inner shell expands it
exec setpriv --inh-caps=-all --ambient-caps=-all --bounding-set="-all,$caps" chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
