# The table for people; the linker's version stands in the file, so its whole size may vary.
sh "$SRC/tests/fixtures/elf/build" . || exit 1
mote check --symbols 2 good-writable-code.S.elf | sed '1s/, [0-9.]* k*B$/, SIZE/; s/\(other  *\)[0-9].*/\1SIZE/'
mote check good-arm64.c.elf | sed -n '1s/,.*//p;/RELRO/p;/NX/p;/protector/p;/thread stack/p;/stripped/p;/build-id/p'
