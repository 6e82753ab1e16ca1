#!/bin/sh
# ccache's folder is the only place in which files of a build stay. Other users cannot reach it: root's build could
# leave a set-user-ID program there.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
umask 022
mkdir src cache
export MOTE_CACHE_DIR="$PWD/cache"
echo 'int main(void) { return 0; }' >src/a.c
for rung in strict landlock; do
  # shellcheck disable=SC2016 # the stage's shell expands it
  mote build -q --wrapper=ccache --isolation=$rung --run 'cp /bin/true "$CCACHE_DIR/left" && chmod 4755 "$CCACHE_DIR/left" && cc a.c -o a' \
    --run-output a src 2>&1 | sed 's/@.*//'
done
find cache -name left -perm -4000 -printf 'left with %m in a folder with ' -execdir stat -c %a . ';'
