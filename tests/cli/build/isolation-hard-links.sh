#!/bin/sh
# slow: many attempts in many sandboxes
# A build cannot make a hard link to a file outside of its own folders, and cannot move one into them: mote would take
# the file for the build's own. Between its own folders it can.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
export MOTE_TOOLCHAIN_DIR="${home:?}"
# on the file system of the stage
secret=$TMPDIR/secret
echo secret >"$secret"
mkdir src
cat >src/build.sh <<END
for file in "$secret" /usr/bin/true /etc/passwd /toolchain/bin/pkg-config /toolchain/llvm/bin/clang "\$1/amd64/toolchain.json"; do
	ln "\$file" linked 2>/dev/null && echo "\$file: linked"
	mv "\$file" moved 2>/dev/null && echo "\$file: moved"
	ln -L "\$file" /dev/shm/linked 2>/dev/null && echo "\$file: linked elsewhere"
done
echo 'int main(void) { return 0; }' >a.c
cc a.c -o a && ln a b && mkdir sub && ln a sub/c && echo 'its own: linked'
END
for rung in strict landlock; do
	echo "$rung"
	mote build -p amd64 --isolation=$rung --name a --run "sh build.sh '$MOTE_TOOLCHAIN_DIR'" --run-output sub/c -o oci:o:v1 src 2>&1 | "$SRC/tests/support/stage_lines" | sed 's/@.*//'
done
cat "$secret"
rm "$secret"
