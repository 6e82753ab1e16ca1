VERSION = 1:2.66-4+deb12u3
LICENSE = BSD-3-Clause OR GPL-2.0-only
HOMEPAGE = https://sites.google.com/site/fullycapable/
SOURCE = 15c40ededb3003d70a283fe587a36b7d19c8b3b554e33f86129c059a4bb466b2 pool/main/libc/libcap2/libcap2_2.66.orig.tar.xz
FIXES = 124ec52e286e8617a7fb8e576390abbf60f6674e065504459f32af20817eaa13 pool/main/libc/libcap2/libcap2_2.66-4+deb12u3.debian.tar.xz
LIBS = -lcap
SYSTEM = make
BUILD = $(MAKE) -C libcap lib=lib prefix=/usr CC="$(CC)" AR="$(AR)" RANLIB="$(RANLIB)" BUILD_CC=clang-19 COPTS="$(CFLAGS)" libcap.a libcap.pc
INSTALL = install -Dm644 -t /out/usr/lib libcap/libcap.a && install -Dm644 -t /out/usr/lib/pkgconfig libcap/libcap.pc && \
  install -Dm644 -t /out/usr/include/sys libcap/include/sys/capability.h
