# What is no static executable is refused with status 4 by its own name; nothing is written, and what was there stays.
. "$SRC/tests/cli/pack/_programs.sh"
sh "$SRC/tests/fixtures/elf/build" . || exit 1
mote pack -q --name kept -o oci:out:kept -o archive:kept.tar app >/dev/null
before=$(find out kept.tar -type f -exec md5sum {} + | sort)
for file in bad-needed.c.elf bad-interpreter.c.elf bad-object.c.elf bad-executable-stack.c.elf; do
  mote pack -q --name kept -o oci:out:new -o archive:kept.tar -o archive:new.tar --digest-file digest $file
  echo $?
done
# one bad one among good ones
mote pack -q --name kept -o archive:new.tar app bad-needed.c.elf
echo $?
: >empty
printf '#!/bin/sh\n' >script
mkdir folder
for file in empty script folder missing; do
  mote pack -q -o archive:new.tar $file
  echo $?
done
[ "$before" = "$(find out kept.tar -type f -exec md5sum {} + | sort)" ] || echo changed
ls -A -I '*.elf'
