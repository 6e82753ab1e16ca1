VERSION = 0.14.1-3
LICENSE = BSD-3-Clause
HOMEPAGE = https://github.com/redis/hiredis
SOURCE = 2663b2aed9fd430507e30fc5e63274ee40cdd1a296026e22eafd7d99b01c8913 pool/main/h/hiredis/hiredis_0.14.1.orig.tar.gz
FIXES = be4e12bce6df66cf42c98386d18b7df4841a499d85a1a9cb909cc9104184260d pool/main/h/hiredis/hiredis_0.14.1-3.debian.tar.xz
LIBS = -lhiredis
SYSTEM = make
# a function of it takes a pointer that is const in its prototype, which clang 16 and newer refuse
PORT_CFLAGS += -Wno-incompatible-function-pointer-types
BUILD = $(MAKE) PREFIX=/usr OPTIMIZATION= libhiredis.a hiredis.pc
INSTALL = install -Dm644 -t /out/usr/lib libhiredis.a && install -Dm644 -t /out/usr/lib/pkgconfig hiredis.pc && \
  install -Dm644 -t /out/usr/include/hiredis alloc.h async.h hiredis.h read.h sds.h && install -Dm644 -t /out/usr/include/hiredis/adapters adapters/*.h
