VERSION = 0.9.24-1
LICENSE = OLDAP-2.8
HOMEPAGE = http://symas.com/mdb/
# Debian's patches are about its shared library and its manual
SOURCE = 8e7200fdc9bb09b0cfad1d4eee8b20d539e43fe05c7ef9406247d64659c4a480 pool/main/l/lmdb/lmdb_0.9.24.orig.tar.gz
LIBS = -llmdb
SYSTEM = make
BUILD = $(MAKE) -C libraries/liblmdb CC="$(CC)" AR="$(AR)" CFLAGS="$(CFLAGS)" liblmdb.a
INSTALL = install -Dm644 -t /out/usr/lib libraries/liblmdb/liblmdb.a && install -Dm644 -t /out/usr/include libraries/liblmdb/lmdb.h
# as Debian's package has it
AFTER = mkdir /out/usr/lib/pkgconfig && printf '%s\n' 'libdir=/usr/lib' 'includedir=/usr/include' '' 'Name: liblmdb' \
  'Description: Lightning Memory-Mapped Database' 'Version: 0.9.24' 'Libs: -L$${libdir} -llmdb' 'Cflags: -I$${includedir}' \
  >/out/usr/lib/pkgconfig/lmdb.pc
