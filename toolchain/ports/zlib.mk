VERSION = 1:1.2.13.dfsg-1
LICENSE = Zlib
HOMEPAGE = http://zlib.net/
SOURCE = 71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1 pool/main/z/zlib/zlib_1.2.13.dfsg.orig.tar.bz2
FIXES = f66cf3d4f2d7defcd4d1fd1fb0a11ee39f1e01b42ec7d059c9dc5c1695133c44 pool/main/z/zlib/zlib_1.2.13.dfsg-1.debian.tar.xz
LIBS = -lz
SYSTEM = make
PREPARE = CHOST=$(TRIPLE) ./configure --prefix=/usr --static
BUILD = $(MAKE) libz.a
INSTALL = $(MAKE) DESTDIR=/out install
