#!/bin/bash
# However many files are open in whoever starts mote, the program starts, and has none of them.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck source=/dev/null
. "$SRC/tests/support/static.sh"
cat >app.c <<'C'
#include <fcntl.h>
#include <stdio.h>
int
main(void)
{
	int fd, open = 0;

	for (fd = 3; fd < 64; fd++)
		open += fcntl(fd, F_GETFD) >= 0;
	return printf("%d\n", open) < 0;
}
C
static_program app <app.c || exit
mote pack -q -o archive:app.tar app >/dev/null || exit
for ((fd = 3; fd < 20; fd++)); do
  eval "exec $fd</dev/null"
  echo "up to $fd: $(mote run archive:app.tar)"
done
