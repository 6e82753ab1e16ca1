#!/bin/sh
# A rung that was asked for by name and is not to be had is refused, with a remedy; status 4.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck disable=SC1091
. "$SRC/tests/support/host_bwrap.sh"
echo 'int main(void) { return 0; }' >a.c
mkdir none blocked
ln -s "$(command -v mote)" none/mote
ln -s "$(command -v mote)" blocked/mote
printf '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n' >blocked/bwrap
chmod +x blocked/bwrap
PATH=$PWD/none mote build -q --isolation=strict a.c
echo $?
mote build -q --isolation=chroot --root=host a.c
echo $?
mote build -q --isolation=chroot --wrapper=ccache a.c
echo $?
# the remedy depends on what blocks this machine
PATH=$PWD/blocked mote build -q --isolation=strict a.c 2>stderr
echo $?
/usr/bin/sed 's/; .*//' stderr
[ ! -e a.tar ]
