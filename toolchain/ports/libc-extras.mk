VERSION = 1
LICENSE = Apache-2.0
LIBS = -lc-extras
SYSTEM = make
# Those that are faster than musl's: measured on amd64 and 386, for the others under qemu-user, where what gains little is left
# out. musl has an arm64 memcpy and memset of ARM's, and good words for strlen where there are no vectors.
FUNCTIONS = memcmp memmove
FUNCTIONS_amd64 = memchr memcmp memcpy memmove memset strchr strcmp strlen
FUNCTIONS_arm64 = memchr memcmp memmove strcmp
# the compiler must not see a loop of memcpy in memcpy
BUILD = for function in $(or $(FUNCTIONS_$(TARGET)),$(FUNCTIONS)); do \
  $(CC) $(CFLAGS) -std=gnu11 -ffreestanding -fno-builtin -fno-stack-protector -DFUNCTION_$$function -c /recipes/ports/libc-extras.c -o $$function.o || \
  exit 1; done
INSTALL = mkdir -p /out/usr/include /out/usr/lib && $(AR) crs /out/usr/lib/libc-extras.a *.o
