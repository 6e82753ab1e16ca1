#!/bin/bash
# As an ordinary user. Where no namespace is to be had the landlock rung cannot keep a build from the modes, times and
# attributes of files that are the user's own, as mote(1) says; from all else it does.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
: "${MOTE_TOOLCHAIN_DIR:=${XDG_CACHE_HOME:-$HOME/.cache}/mote/toolchain}"
export MOTE_TOOLCHAIN_DIR
mkdir there there/tmp there/bin
as_user=()
if [ "$(id -u)" = 0 ]; then
  cp -rl "$MOTE_TOOLCHAIN_DIR" there/toolchain 2>/dev/null || cp -r "$MOTE_TOOLCHAIN_DIR" there/toolchain
  cp "$(command -v mote)" there/bin/mote
  mkdir -p there/tests/cli/build
  cp "$SRC"/tests/cli/build/{_hostile.sh,hostile-others.c} there/tests/cli/build/
  chown 4711:4711 there there/tmp
  chmod a+x . .. ../..
  as_user=(setpriv --reuid 4711 --regid 4711 --clear-groups env SRC="$PWD/there" HOME="$PWD/there" TMPDIR="$PWD/there/tmp" PATH="$PWD/there/bin:$PATH"
    MOTE_TOOLCHAIN_DIR="$PWD/there/toolchain" MOTE_CACHE_DIR="$PWD/there/cache")
fi
mkdir there/granted there/blocked
[ "$(id -u)" != 0 ] || chown 4711:4711 there/granted there/blocked
cd there/granted || exit
# shellcheck disable=SC2016 # the shell inside expands it
"${as_user[@]}" sh -c 'exec sh "$SRC/tests/cli/build/_hostile.sh" strict landlock'
cd ../blocked || exit
echo '# without namespaces'
# shellcheck disable=SC2016 # the shell inside expands it
"${as_user[@]}" unshare -c --keep-caps sh -c 'echo 0 >/proc/sys/user/max_user_namespaces
  exec setpriv --inh-caps -all --ambient-caps -all sh "$SRC/tests/cli/build/_hostile.sh" landlock' |
  sed '1,/^# landlock/d'
