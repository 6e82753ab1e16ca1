# slow: many attempts in many sandboxes
# An emulator of the host's runs the image's program: seen inside under a name of its own, and only there.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
sh "$SRC/tests/fixtures/elf/build" . || exit 1
static_program emulator <<'C'
#include <stdio.h>

int
main(int count, char **arguments)
{
	int i;

	for (i = 0; i < count; i++)
		puts(arguments[i]);
	return 6;
}
C
mote pack -q --name app -o oci:out good-s390x.c.elf >/dev/null
mote run --emulator="$PWD/emulator" oci:out one two
echo $?
mote run oci:out 2>&1 | sed 's| this is [a-z0-9/]*;| this is another;|'
# its place in the image is nobody's to choose
PYTHONPATH=$SRC/tests/support python3 -B -c '
from image import *
image("trap", link(".mote-emulator", "/tmp/mote-emulator-was-here"), entry("app", b"x", mode=0o755))'
mote run --emulator="$PWD/emulator" --entrypoint /app trap
echo $?
[ ! -e /tmp/mote-emulator-was-here ]
