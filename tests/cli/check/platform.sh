# --platform demands one.
sh "$SRC/tests/fixtures/elf/build" . || exit 1
mote check --platform linux/arm64 good-arm64.c.elf | sed -n '1s/,.*//p'
mote check --platform linux/arm64 good-static.c.elf | head -n 1
mote check --platform linux/amd65 good-static.c.elf
