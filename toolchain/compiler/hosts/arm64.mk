# What the Makefile of the compiler does otherwise for hosts with arm64; toolchain/compiler/cross calls it.
#
# Debian compiles arm64's libc.a with -fpic: its code reaches the first 32 KiB of the table of global offsets (GOT), and no
# more. The linker gives places in the table in the order in which it sees files, and the libraries of LLVM alone fill 32 KiB.
# lld says nothing then, and the program dies when it starts. So the files that the program needs of libc come before LLVM: a
# first link tells which these are, and an object that names their symbols brings them in at once.
include Makefile

WITHOUT := $(OBJECTS)
LIBC := -Wl,--start-group -lc -lgcc -lgcc_eh -Wl,--end-group

$(OUT)/executable: $(OUT)/first.o
$(OUT)/executable: OBJECTS := $(OUT)/first.o $(LIBC) $(WITHOUT)
$(OUT)/first.o: $(OUT)/first.s
	$(call SAY,AS) clang-19 $(FOR) -c -o $@ $<
# a row is: what asks, tab, the file of an archive that is taken, tab, for which symbol
$(OUT)/first.s: $(WITHOUT) absent.ld
	$(call SAY,LD) clang++-19 $(FOR) -static -fuse-ld=lld-19 -Wl,--gc-sections -Wl,--why-extract=$(OUT)/taken -o $(OUT)/broken \
	  $(WITHOUT) absent.ld -Wl,--start-group $(wildcard $(DEBIAN)/lib/lib*.a) -Wl,--end-group
	@sed -n 's,^[^	]*	[^	]*/lib\(c\|gcc\|gcc_eh\)\.a([^	]*	\(.*\)$$,.globl \2,p' $(OUT)/taken | LC_ALL=C sort -u >$@
	@rm $(OUT)/broken $(OUT)/taken
