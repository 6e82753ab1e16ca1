# Keys in a fixed order; what is no ELF file ends with its size.
sh "$SRC/tests/fixtures/elf/build" . || exit 1
: >empty
mote check --json good-static.c.elf empty | sed 's/: [0-9][0-9]*/: N/'
