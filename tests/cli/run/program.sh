# When a program cannot start, mote itself says why: wrong processor, missing loader or interpreter, no execute bit,
# or no format that a kernel takes.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
sh "$SRC/tests/fixtures/elf/build" . || exit 1
echo 'int main(void) { return 0; }' | static_program app || exit 1
# linked as gcc does; only the name of the loader matters, and here it is the same on every machine
echo 'int main(void) { return 0; }' >app.c
cc -o dynamic app.c -Wl,--dynamic-linker=/lib/ld-some.so.1 || exit 1
cat >layout.py <<'P'
from image import *
read = lambda name: open(name, "rb").read()
image("images",
      folder("bin"), entry("bin/app", read("app"), mode=0o755),
      entry("other", read("good-s390x.c.elf"), mode=0o755),
      entry("dynamic", read("dynamic"), mode=0o755),
      entry("script", b"#!  /bin/sh -e\nexit 0\n", mode=0o755),
      entry("own", b"#!/bin/app\n", mode=0o755),
      entry("relative", b"#!bin/app\n", mode=0o755),
      entry("plain", read("app"), mode=0o644),
      entry("text", b"exit 0\n", mode=0o755),
      entry("empty", mode=0o755),
      folder("folder"),
      link("up", "../../../bin/app"),
      link("lost", "/nowhere"))
P
PYTHONPATH=$SRC/tests/support python3 -B layout.py || exit
for program in /bin/app app /own /relative relative /up /other /dynamic /script /plain /text /empty /folder /lost /bin/app/x missing; do
  mote run images $program 2>&1 | sed 's| this is [a-z0-9/]*;| this is another;|'
  echo "$program ${PIPESTATUS[0]}"
done
# without PATH a program in the working folder is not found
mote run -w /bin images app
echo "app in /bin $?"
mote run -e PATH=/folder images app
echo "app in PATH=/folder $?"
