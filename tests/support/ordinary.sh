# shellcheck shell=bash
# as_user mote ARG...: runs mote as an ordinary user; the caller himself when he is one. The working folder becomes
# readable to all, and no folder on its path is closed to the user. as_user_with_ids mote ARG...: the same, and
# /etc/subuid and /etc/subgid give the user ids. A caller who is an ordinary user has those that the machine gives him.
as_user() {
  run_as_user sh '' "$@"
}
as_user_with_ids() {
  echo 65534:300000:65536 >../ids
  run_as_user 'unshare --mount sh' 'mount --bind ../ids /etc/subuid && mount --bind ../ids /etc/subgid &&' "$@"
}
run_as_user() { # SHELL FIRST mote ARG...
  local shell=$1 first=$2
  shift 2
  if [ "$(id -u)" != 0 ]; then
    "$@"
    return
  fi
  chmod 755 . .. ../..
  chmod 1777 "$TMPDIR"
  cp "$(command -v "$1")" "../$1"
  shift
  # shellcheck disable=SC2086 # words
  $shell -c "$first"' exec setpriv --reuid 65534 --regid 65534 --clear-groups ../mote "$@"' - "$@"
}

# builder_folder FOLDER: makes the folder of an ordinary user who builds, with a toolchain and the cases' files. Then
# as_builder COMMAND... runs a command as that user, who may be the caller. $SRC, $HOME, $TMPDIR and the cache are in
# it.
builder_folder() {
  # shellcheck source=/dev/null
  MOTE_TOOLCHAIN_DIR=$(. "$SRC/toolchain/places" && echo "${home:?}")
  export MOTE_TOOLCHAIN_DIR
  mkdir -p "$1/tmp" "$1/bin" "$1/tests/cli" "$1/tests/support"
  builder=$(cd "$1" && pwd)
  cp -r "$SRC/tests/cli/build" "$builder/tests/cli/"
  cp "$SRC/tests/support/ways_out.h" "$builder/tests/support/"
  cp "$SRC/tests/support/stage_lines" "$builder/tests/support/"
  if [ "$(id -u)" != 0 ]; then
    mkdir "$builder/toolchain"
    cp "$SRC/toolchain/places" "$builder/toolchain/"
    return 0
  fi
  cp -al "$MOTE_TOOLCHAIN_DIR" "$builder/toolchain" 2>/dev/null || cp -a "$MOTE_TOOLCHAIN_DIR" "$builder/toolchain"
  cp "$SRC/toolchain/places" "$builder/toolchain/"
  cp "$(command -v mote)" "$builder/bin/mote"
  chown -h 4711:4711 "$builder" "$builder/tmp"
  chmod a+x . .. ../..
}
as_builder() {
  local user=()
  if [ "$(id -u)" = 0 ]; then
    user=(setpriv --reuid 4711 --regid 4711 --clear-groups env MOTE_TOOLCHAIN_DIR="$builder/toolchain")
  fi
  "${user[@]}" env SRC="$builder" HOME="$builder" TMPDIR="$builder/tmp" PATH="$builder/bin:$PATH" MOTE_CACHE_DIR="$builder/cache" "$@"
}
