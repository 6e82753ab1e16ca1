VERSION = 1.5.4+dfsg2-5
LICENSE = BSD-3-Clause OR GPL-2.0-only
HOMEPAGE = https://github.com/facebook/zstd
SOURCE = 8cf4bbb65e77ec348d052c8d6230eba66d435bddf64c8b5be2fcb16880c19953 pool/main/libz/libzstd/libzstd_1.5.4+dfsg2.orig.tar.xz
FIXES = 82ce911445772861d0838bd4545f93bc50658bc7f3cefdb17a307dfb8ffca5d8 pool/main/libz/libzstd/libzstd_1.5.4+dfsg2-5.debian.tar.xz
LIBS = -lzstd
SYSTEM = make
# its threads are for its shared library only, unless it is told
BUILD = $(MAKE) -C lib PREFIX=/usr CPPFLAGS_STATLIB=-DZSTD_MULTITHREAD libzstd.a
INSTALL = $(MAKE) -C lib PREFIX=/usr CPPFLAGS_STATLIB=-DZSTD_MULTITHREAD install-static install-includes install-pc
