# A program that cannot start is said in mote's words: for another processor, without its loader or its interpreter, a file
# that may not be executed, or that no kernel takes.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
sh "$SRC/tests/fixtures/elf/build" . || exit 1
echo 'int main(void) { return 0; }' | static_program app || exit 1
# as gcc links: only the loader's name matters, and it is the same for all who try this
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
# a folder's own program is none of PATH
mote run -w /bin images app
echo "app in /bin $?"
mote run -e PATH=/folder images app
echo "app in PATH=/folder $?"
