#!/bin/sh
# slow: many attempts in many sandboxes
# Where namespaces are blocked mote falls a rung, says so in one line and records it; the bytes of
# `sources:` are the same on every rung.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck disable=SC1091
. "$SRC/tests/support/host_bwrap.sh"
mkdir -p blocked src/deep
ln -s "$(command -v mote)" blocked/mote
printf '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n' >blocked/bwrap
chmod +x blocked/bwrap
echo 'const char *file(void) { return __FILE__; }' >src/deep/file.c
cat >src/a.c <<'END'
#include <assert.h>
#include <stdio.h>
const char *file(void);
int main(void) { assert(puts(file())); return puts(__FILE__ " " __DATE__) < 0; }
END
build() {
  to=$1
  shift
  mote build --progress=none --source '**/*.c' --name a -o oci:"$to" "$@" --metadata-file "$to.json" src
}
# the program blocked/bwrap finds no sleep of its own: the rest of PATH stays
(PATH=$PWD/blocked:$PATH build auto --isolation=auto --root=host) 2>&1 | sed 's/.*sha256.*//; /unpacked/d; /^$/d'
for rung in strict landlock none; do build $rung --isolation=$rung >/dev/null 2>&1 || exit; done
for built in auto strict landlock none; do sed -n 's/.*"isolation": *"\([a-z]*\)".*/\1/p' $built.json; done
for built in auto landlock none; do cmp strict/index.json $built/index.json || exit; done
