#!/bin/bash
# slow: many attempts in many sandboxes
# The build of an ordinary user. Without namespaces the landlock rung cannot protect modes, times and attributes of the
# user's own files, as mote-build(1) says; it protects all else.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/tests/support/ordinary.sh"
builder_folder there
cd there || exit
# shellcheck disable=SC2016 # the shell inside expands it
as_builder sh -c 'mkdir granted && cd granted && exec sh "$SRC/tests/cli/build/_hostile.sh" strict landlock'
echo '# without namespaces'
# shellcheck disable=SC2016 # the shell inside expands it
as_builder unshare -c --keep-caps sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; mkdir blocked && cd blocked &&
  exec setpriv --inh-caps -all --ambient-caps -all sh "$SRC/tests/cli/build/_hostile.sh" landlock' |
  sed '1,/^# landlock/d'
