VERSION = 0.11.7-2
LICENSE = BSD-3-Clause AND BSD-2-Clause
HOMEPAGE = https://libbsd.freedesktop.org/
SOURCE = 9baa186059ebbf25c06308e9f991fda31f7183c0f24931826d83aa6abd8a0261 pool/main/libb/libbsd/libbsd_0.11.7.orig.tar.xz
SYSTEM = make
# As in libbsd's overlay they are <sys/...> and include no <bsd/sys/...>, whichever is included first. tree.h marks functions
# with a word that cdefs.h leaves out, because kernel headers have fields of that name.
HEADERS = $(addprefix include/bsd/sys/,cdefs.h queue.h tree.h)
BUILD = sed -i '1i \#define LIBBSD_OVERLAY' $(HEADERS) && \
  sed -i 's/__unused static/static __attribute__((__unused__))/' include/bsd/sys/tree.h
INSTALL = mkdir -p /out/usr/include/sys /out/usr/lib && cp $(HEADERS) /out/usr/include/sys/
