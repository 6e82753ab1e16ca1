# shellcheck shell=bash
# as_user_with_ids mote ARG...: as as_user of ordinary.sh, and /etc/subuid and /etc/subgid give the user ids. Who is an
# ordinary user already has those that the machine gives him.
as_user_with_ids() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
    return
  fi
  chmod 755 . .. ../..
  chmod 1777 "$TMPDIR"
  cp "$(command -v "$1")" "../$1"
  shift
  echo 65534:300000:65536 >../ids
  # shellcheck disable=SC2016 # the shell inside expands it
  exec_in='mount --bind ../ids /etc/subuid && mount --bind ../ids /etc/subgid && exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"'
  unshare --mount bash -c "$exec_in" - "$PWD/../mote" "$@"
}
