#!/bin/bash
# slow: many runs of mote
# Executables that cannot be, or not in an image: a header at a time. The ones that a compiler makes are the fixtures
# of tests/fixtures/elf, and tests/cli/check/fixtures.sh holds what is said of them.
# shellcheck disable=SC1091,SC2034,SC2154
. "$SRC/tests/cli/bad-inputs/_rows.sh"

# elf MEMBER=VALUE...: packs an executable of which this is wrong
elf() {
  python3 "$SRC/tests/cli/bad-inputs/_executable.py" app "$@" && pack_file
}
pack_file() {
  chmod +x app
  try pack -q -o archive:app.tar app
}

run_rows <<'ROWS'
not there|try pack -q -o archive:app.tar app|3|cannot open "app": No such file or directory
a folder|mkdir app; try pack -q -o archive:app.tar app|4|"app" is a folder, not an executable; name the file in it
a fifo|mkfifo app; try pack -q -o archive:app.tar app|4|"app" is not a regular file; name a static executable
a device|try pack -q --name=app -o archive:app.tar /dev/zero|4|"/dev/zero" is not a regular file; name a static executable
empty|: >app; pack_file|4|"app" is empty; build it again
a script|echo '#!/bin/sh' >app; pack_file|4|"app" is a script for "/bin/sh", which an empty root file system does not have; name a static executable
one byte of ELF|printf '\x7f' >app; pack_file|4|"app" is not an executable: it does not begin as an ELF file does; name a static executable
the magic alone|printf '\x7fELF' >app; pack_file|4|"app" is cut short: its header would end at byte 16, the file has 4; copy or build it again
63 bytes of header|elf size=63|4|"app" is cut short: its header would end at byte 64, the file has 63; copy or build it again
the header alone|elf size=64|4|"app" is cut short: its program header 1 would end at byte 176, the file has 64; copy or build it again
half its segments' table|elf size=100|4|"app" is cut short: its program header 1 would end at byte 176, the file has 100; copy or build it again
cut behind its segments|elf size=0x300|4|"app" is cut short: its segment 0 would end at byte 4096, the file has 768; copy or build it again
one byte short|elf size=0xfff|4|"app" is cut short: its segment 0 would end at byte 4096, the file has 4095; copy or build it again
class 0|elf poke=4,00|4|"app" is damaged: its header names neither 32 nor 64 bits; copy or build it again
class 3|elf poke=4,03|4|"app" is damaged: its header names neither 32 nor 64 bits; copy or build it again
byte order 0|elf poke=5,00|4|"app" is damaged: its header names no byte order; copy or build it again
byte order 3|elf poke=5,03|4|"app" is damaged: its header names no byte order; copy or build it again
the other byte order|elf poke=5,02|4|"app" is damaged: its header's version is not 1; copy or build it again
32 bits in a header of 64|elf poke=4,01|4|"app" is damaged: its header says a wrong size of itself; copy or build it again
version 0 of the mark|elf poke=6,00|4|"app" is damaged: its header's version is not 1; copy or build it again
version 2 of the header|elf version=2|4|"app" is damaged: its header's version is not 1; copy or build it again
for FreeBSD|elf poke=7,09|4|"app" is for another operating system: FreeBSD, not Linux; build it for linux
machine 0|elf machine=0|4|"app" is for a processor that mote does not know, number 0; it knows linux/amd64, linux/arm64, linux/arm/v7, linux/386, linux/riscv64, linux/ppc64le, linux/s390x
machine 65535|elf machine=65535|4|"app" is for a processor that mote does not know, number 65535; it knows linux/amd64, linux/arm64, linux/arm/v7, linux/386, linux/riscv64, linux/ppc64le, linux/s390x
SPARC|elf machine=43|4|"app" is for a processor that mote does not know, SPARC V9; it knows linux/amd64, linux/arm64, linux/arm/v7, linux/386, linux/riscv64, linux/ppc64le, linux/s390x
Alpha|elf machine=0x9026|4|"app" is for a processor that mote does not know, number 36902; it knows linux/amd64, linux/arm64, linux/arm/v7, linux/386, linux/riscv64, linux/ppc64le, linux/s390x
an object file|elf type=1|4|"app" is an object file, not an executable; link it into one
a core|elf type=4|4|"app" is a core dump, not an executable; name the program that left it
type 65535|elf type=65535|4|"app" is not an executable but an ELF file of type 65535; name a static executable
no segments|elf phnum=0|4|"app" cannot be started: it has no segment to load (PT_LOAD); link it again
segments of 55 bytes|elf phentsize=55|4|"app" is damaged: its program headers have a wrong size; copy or build it again
segments of 65535 bytes|elf phentsize=65535|4|"app" is damaged: its program headers have a wrong size; copy or build it again
65,534 segments|elf phnum=65534|4|"app" is damaged: it has more program headers than Linux reads (64 kB); copy or build it again
65,535 segments and no section to say how many|elf phnum=65535|4|"app" is damaged: it has more program headers than Linux reads (64 kB); copy or build it again
segments behind the end|elf phoff=0x1000|4|"app" is cut short: its program header 1 would end at byte 4208, the file has 4096; copy or build it again
segments at the end of numbers|elf phoff=0xffffffffffffffff|4|"app" is cut short: its program header 1 would end at byte 18446744073709551615, the file has 4096; copy or build it again
segments that wrap around|elf phoff=0xffffffffffffffc8|4|"app" is cut short: its program header 1 would end at byte 18446744073709551615, the file has 4096; copy or build it again
segments over the header|elf phoff=8|4|"app" is damaged: its program headers lie over its header; copy or build it again
65,535 sections|elf shoff=0x800 shnum=65535|4|"app" is cut short: its section header 65534 would end at byte 4196288, the file has 4096; copy or build it again
65,280 sections, a reserved number|elf shoff=0x800 shnum=65280|4|"app" is cut short: its section header 65279 would end at byte 4179968, the file has 4096; copy or build it again
sections of 1 byte|elf section=0,0,0,0,0,0,0,0,0,0 shentsize=1|4|"app" is damaged: its section headers have a wrong size; copy or build it again
sections behind the end|elf shoff=0x1001 shnum=1|4|"app" is cut short: its section header 0 would end at byte 4161, the file has 4096; copy or build it again
sections that wrap around|elf shoff=0xffffffffffffffc0 shnum=2|4|"app" is cut short: its section header 0 would end at byte 18446744073709551615, the file has 4096; copy or build it again
sections over the header|elf shoff=8 shnum=2|4|"app" is damaged: its section headers lie over its header; copy or build it again
a number of sections in the first that is too large|elf section=0,0,0,0,0,0x7fffffffffffffff,0,0,0,0 shnum=0|4|"app" is damaged: it has more than 65535 sections; copy or build it again
names in a section that is not there|elf section=0,0,0,0,0,0,0,0,0,0 shstrndx=7|4|"app" is damaged: its section names are in no section; copy or build it again
section behind the end|elf section=0,0,0,0,0,0,0,0,0,0 section=1,1,2,0,0xf00,0x200,0,0,1,0|4|"app" is cut short: its section 1 would end at byte 4352, the file has 4096; copy or build it again
section that wraps around|elf section=0,0,0,0,0,0,0,0,0,0 section=1,1,2,0,0xfffffffffffffff0,0x20,0,0,1,0|4|"app" is cut short: its section 1 would end at byte 18446744073709551615, the file has 4096; copy or build it again
no stack header|elf segments=1,5,0,0x200000,0x200000,0x1000,0x1000,0x1000|4|"app" does not say that its stack is not executable (no PT_GNU_STACK), and some kernels make it so then; link with -Wl,-z,noexecstack
executable stack|elf segments=1,5,0,0x200000,0x200000,0x1000,0x1000,0x1000/0x6474e551,7,0,0,0,0,0,16|4|"app" asks for an executable stack (PT_GNU_STACK); link with -Wl,-z,noexecstack and add a .note.GNU-stack section to its assembler sources
stack twice|elf segment=0x6474e551,7,0,0,0,0,0,16|4|"app" asks for an executable stack (PT_GNU_STACK); link with -Wl,-z,noexecstack and add a .note.GNU-stack section to its assembler sources
nothing to load|elf segments=0x6474e551,6,0,0,0,0,0,16|4|"app" cannot be started: it has no segment to load (PT_LOAD); link it again
segment behind the end of the file|elf segment=1,4,0x2000,0x400000,0,0x10,0x10,0x1000|4|"app" is cut short: its segment 2 would end at byte 8208, the file has 4096; copy or build it again
segment over the end of the file|elf segment=1,4,0xff0,0x400ff0,0,0x20,0x20,0x1000|4|"app" is cut short: its segment 2 would end at byte 4112, the file has 4096; copy or build it again
segment that wraps around in the file|elf segment=1,4,0xfffffffffffffff0,0x400ff0,0,0x20,0x20,0x1000|4|"app" is cut short: its segment 2 would end at byte 18446744073709551615, the file has 4096; copy or build it again
segment that wraps around in memory|elf segment=1,4,0,0xfffffffffffff000,0,0x10,0x2000,0x1000|4|"app" is damaged: a segment ends behind the last address; copy or build it again
segment larger in the file than in memory|elf segment=1,4,0,0x400000,0,0x20,0x10,0x1000|4|"app" is damaged: a segment has more bytes in the file than in memory; copy or build it again
segment of 2^63 bytes of memory|elf segment=1,6,0,0x400000,0,0x10,0x7fffffffffffffff,0x1000|4|"app" cannot be started: its segments lie where no program may be; link it again
segment where the kernel is|elf segment=1,4,0,0xffff800000000000,0,0x10,0x10,0x1000|4|"app" cannot be started: its segments lie where no program may be; link it again
segment whose alignment is no power of two|elf segment=1,4,0,0x400000,0,0x10,0x10,0x1001|4|"app" is damaged: a segment's alignment is not a power of two; copy or build it again
segment that lies askew|elf segment=1,4,8,0x400000,0,0x10,0x10,0x1000|4|"app" cannot be started: a segment's place in the file does not fit its address; link it again
segments in no order|elf segment=1,4,0,0x100000,0,0x10,0x10,0x1000|4|"app" cannot be started: its segments overlap or stand out of order; link it again
segments that overlap|elf segment=1,4,0,0x200800,0,0x10,0x10,0x800|4|"app" cannot be started: a segment's place in the file does not fit its address; link it again
the same segment twice|elf segment=1,5,0,0x200000,0,0x1000,0x1000,0x1000|4|"app" cannot be started: its segments overlap or stand out of order; link it again
entry 0|elf entry=0|4|"app" cannot be started: its entry point is not in its code; link it again
entry outside|elf entry=0x300000|4|"app" cannot be started: its entry point is not in its code; link it again
entry at the end of its segment|elf entry=0x201000|4|"app" cannot be started: its entry point is not in its code; link it again
entry at the end of numbers|elf entry=0xffffffffffffffff|4|"app" cannot be started: its entry point is not in its code; link it again
entry in data|elf entry=0x400000 segment=1,6,0,0x400000,0,0x10,0x10,0x1000|4|"app" cannot be started: its entry point is not in its code; link it again
entry behind the bytes of the file|elf entry=0x400800 segment=1,5,0,0x400000,0,0x10,0x1000,0x1000|4|"app" cannot be started: its entry point is not in its code; link it again
interpreter|elf segment=3,4,0x700,0x200700,0,4,4,1 poke=0x700,2f6c6400|4|"app" is dynamic: it is started by "/ld" (PT_INTERP), which an empty root file system does not have; link with -static-pie or -static as "mote build" does
interpreter without an end|elf segment=3,4,0x700,0x200700,0,4,4,1 poke=0x700,2f6c6478|4|"app" is dynamic: it is started by "/ldx" (PT_INTERP), which an empty root file system does not have; link with -static-pie or -static as "mote build" does
interpreter of no bytes|elf segment=3,4,0x700,0x200700,0,0,0,1|4|"app" is dynamic: it is started by "" (PT_INTERP), which an empty root file system does not have; link with -static-pie or -static as "mote build" does
interpreter behind the end|elf segment=3,4,0x2000,0x202000,0,4,4,1|4|"app" is cut short: its segment 2 would end at byte 8196, the file has 4096; copy or build it again
interpreter twice|elf segment=3,4,0x720,0x200720,0,4,4,1 segment=3,4,0x720,0x200720,0,4,4,1 poke=0x720,2f6c6400|4|"app" is dynamic: it is started by "/ld" (PT_INTERP), which an empty root file system does not have; link with -static-pie or -static as "mote build" does
dynamic table behind the end|elf segment=2,6,0x2000,0x202000,0,0x20,0x20,8|4|"app" is cut short: its segment 2 would end at byte 8224, the file has 4096; copy or build it again
library whose name is nowhere|elf segment=2,6,0x720,0x200720,0,0x20,0x20,8 poke=0x720,0100000000000000ffffffff|4|"app" needs shared libraries (DT_NEEDED): ?; link with -static-pie or -static as "mote build" does
relocations outside|elf segment=2,6,0x720,0x200720,0,0x40,0x40,8 poke=0x720,070000000000000000000090000000000800000000000000180000000000000009000000000000001800000000000000|4|"app" cannot be started: its relocations are not in its segments; link it again
relocations that wrap around|elf segment=2,6,0x720,0x200720,0,0x40,0x40,8 poke=0x720,070000000000000000002000000000000800000000000000ffffffffffffffff09000000000000001800000000000000|4|"app" cannot be started: its relocations are not in its segments; link it again
ROWS
