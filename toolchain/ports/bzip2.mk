VERSION = 1.0.8-5
LICENSE = bzip2-1.0.6
HOMEPAGE = https://sourceware.org/bzip2/
SOURCE = ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269 pool/main/b/bzip2/bzip2_1.0.8.orig.tar.gz
FIXES = d68c6eba11d70e14319e24ef1451880a03023b2b75364646adb117086db36039 pool/main/b/bzip2/bzip2_1.0.8-5.debian.tar.bz2
LIBS = -lbz2
SYSTEM = make
PORT_CFLAGS += -D_FILE_OFFSET_BITS=64
BUILD = $(MAKE) CC="$(CC)" AR="$(AR)" RANLIB="$(RANLIB)" CFLAGS="$(CFLAGS)" libbz2.a
INSTALL = install -Dm644 -t /out/usr/lib libbz2.a && install -Dm644 -t /out/usr/include bzlib.h
