VERSION = 1
LICENSE = Apache-2.0
LIBS = -lerror
SYSTEM = make
# the header is the first part of the source
BUILD = sed '/^\/\* end of error\.h \*\/$$/,$$d' /recipes/ports/error.c >error.h && $(CC) $(CFLAGS) -std=gnu11 -c /recipes/ports/error.c -o error.o
INSTALL = mkdir -p /out/usr/include /out/usr/lib && cp error.h /out/usr/include/ && $(AR) crs /out/usr/lib/liberror.a error.o
