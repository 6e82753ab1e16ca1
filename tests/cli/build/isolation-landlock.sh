#!/bin/sh
# slow: many attempts in many sandboxes
# The landlock rung: what the strict one does not show cannot be read, and nothing but the stage's own
# folders can be written.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
export MOTE_TOOLCHAIN_DIR="${home:?}" HOME="$PWD/home"
mkdir home src
echo secret >home/secret
echo 'int main(void) { return 0; }' >src/a.c
cat >src/build.sh <<END
cat "$PWD/home/secret" /etc/hostname "$PWD/src/a.c" && echo 'the host can be read'
for place in /usr /etc /tmp "$TMPDIR" "$PWD" "$PWD/src" "$MOTE_TOOLCHAIN_DIR"; do
	{ touch "\$place/made" || ls "\$place/.." >"\$place/made"; } 2>/dev/null && echo "\$place can be written"
done
touch made "\$HOME/made" "\$DESTDIR/made" "\$TMPDIR/made" && echo 'its own folders can be written'
rm "\$DESTDIR/made"
cc a.c -o a
END
mote build --isolation=landlock --run 'sh build.sh 2>/dev/null' --run-output a src 2>&1 | "$SRC/tests/support/stage_lines" | grep -v '^archive:a.tar@'
ls -A src
