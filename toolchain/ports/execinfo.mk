VERSION = 1
LICENSE = Apache-2.0
LIBS = -lexecinfo
SYSTEM = make
# backtrace() begins at its own frame; the header is the first part of the source
PORT_CFLAGS += -fno-omit-frame-pointer
BUILD = sed '/^\/\* end of execinfo\.h \*\/$$/,$$d' /recipes/ports/execinfo.c >execinfo.h && \
  $(CC) $(CFLAGS) -std=gnu11 -c /recipes/ports/execinfo.c -o execinfo.o
INSTALL = mkdir -p /out/usr/include /out/usr/lib && cp execinfo.h /out/usr/include/ && $(AR) crs /out/usr/lib/libexecinfo.a execinfo.o
