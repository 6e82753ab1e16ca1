#!/bin/sh
# slow: many attempts in many sandboxes
# A build by root has no capability, and cannot change modes and times of root's files. When the tests run as an
# ordinary user, he becomes root in a user namespace here.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
export MOTE_TOOLCHAIN_DIR="${home:?}" HOME="$PWD/home"
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    unshare -Ur "$@"
  fi
}
mkdir all less
(cd all && as_root sh "$SRC/tests/cli/build/_hostile.sh" strict landlock)
echo '# without CAP_SYS_ADMIN'
(cd less && as_root setpriv --inh-caps=-sys_admin --bounding-set=-sys_admin sh "$SRC/tests/cli/build/_hostile.sh" strict landlock) |
  sed '1,/^# strict/d' | grep -v ': refused'
