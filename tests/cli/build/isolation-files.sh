#!/bin/sh
# slow: many attempts in many sandboxes
# The stage sees neither the user's home nor anybody's temporary files, writes to nothing but its own
# folders, and works on a copy of the source.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
export MOTE_TOOLCHAIN_DIR="${home:?}" HOME="$PWD/home"
mkdir home src
echo secret >home/secret
echo mine >"$TMPDIR/mine"
echo 'int main(void) { return 0; }' >src/a.c
chmod 700 home
cat >src/build.sh <<END
cat "$PWD/home/secret" "$TMPDIR/mine" && echo 'the host can be read'
ls -A /tmp /build/home
for place in /usr /etc /toolchain /toolchain/bin /proc/sys/kernel "$PWD"; do
	touch "\$place/made" 2>/dev/null && echo "\$place can be written"
done
echo more >>a.c && echo '// more' >b.h && rm build.sh
sed -i '/^more/d' a.c
cc a.c -o a
END
mote build --isolation=strict --run 'sh build.sh 2>/dev/null' --run-output a src 2>&1 | "$SRC/tests/support/stage_lines" | sed 's/^archive:a.tar@.*/built/'
cat src/a.c
ls -A src
ls -A "$TMPDIR"
rm "$TMPDIR/mine"
