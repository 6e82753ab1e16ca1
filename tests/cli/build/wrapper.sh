#!/bin/bash
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# What compile steps go through: refusals. tests/toolchain tries ccache and distcc.
# shellcheck disable=SC1091
. "$SRC/tests/support/host_bwrap.sh"
printf 'int main(void) { return 0; }\n' >hello.c
printf 'build:\n  sources: hello.c\n  wrapper: distc\n' >mote.yaml
mote build -q
echo "status $?"
sed -i 's/distc$/[ccache]/' mote.yaml
mote build -q
echo "status $?"
sed -i 's/wrapper:.*/wraper: none/' mote.yaml
mote build -q
echo "status $?"
rm mote.yaml
env -u DISTCC_HOSTS mote build -q --wrapper distcc hello.c
echo "status $?"
PATH=${MOTE%/*} "$MOTE" build -q --wrapper distcc hello.c
echo "status $?"
