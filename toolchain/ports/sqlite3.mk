VERSION = 3.40.1-2+deb12u2
LICENSE = blessing
HOMEPAGE = https://www.sqlite.org/
SOURCE = aaa776260ab4dc976db34aa7891819484c8676b5b2783123ebc6301e2ca5d655 pool/main/s/sqlite3/sqlite3_3.40.1.orig.tar.xz
FIXES = 0843bc12e4364076477935ce313a6d0796fd899a989ff18ebb6545540e10e4ca pool/main/s/sqlite3/sqlite3_3.40.1-2+deb12u2.debian.tar.xz
# those are about Debian's packages; the others mend faults of SQLite
SKIP_FIXES = 02 10 20 30 31 32 40
LIBS = -lsqlite3
SYSTEM = autotools
OPTIONS = --disable-tcl --disable-readline --disable-load-extension --enable-fts4 --enable-fts5 --enable-rtree --enable-session
PORT_CFLAGS += -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_UNLOCK_NOTIFY -DSQLITE_ENABLE_DBSTAT_VTAB
BUILD = libsqlite3.la
INSTALL = lib_install
AFTER = install -Dm644 -t /out/usr/include sqlite3.h src/sqlite3ext.h && install -Dm644 -t /out/usr/lib/pkgconfig sqlite3.pc
