#!/bin/sh
# slow: many attempts in many sandboxes
# A machine whose owner turned off user namespaces: "auto" takes the next rung and says so, also with -q; "strict"
# refuses and names the setting that would allow it.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
echo 'int main(void) { return 0; }' >a.c
# shellcheck disable=SC2016 # the shell inside expands it
unshare -Ur sh -c '
	echo 0 >/proc/sys/user/max_user_namespaces
	mote build --progress=none a.c 2>stderr >/dev/null
	echo $?
	sed "s/(bwrap: .*): building/(bwrap: ...): building/; /unpacked/d" stderr
	mote build -q --no-cache a.c 2>stderr >/dev/null
	sed "s/(bwrap: .*): building/(bwrap: ...): building/" stderr
	mote build -q --isolation=strict a.c 2>stderr
	echo $?
	sed "s/.*; //" stderr
'
