VERSION = 3.1-20221030-2
LICENSE = BSD-3-Clause
HOMEPAGE = https://www.thrysoee.dk/editline/
SOURCE = f0925a5adf4b1bf116ee19766b7daa766917aec198747943b1c4edf67a4be2bb pool/main/libe/libedit/libedit_3.1-20221030.orig.tar.gz
FIXES = ab1ec0e03ae5122831a02d9a0be2afa4b91d739cd459ee1e168c917bae66b622 pool/main/libe/libedit/libedit_3.1-20221030-2.debian.tar.xz
DEPENDS = ncurses
LIBS = -ledit
SYSTEM = autotools
OPTIONS = --disable-examples
# musl's wchar_t is ISO 10646, which it does not say by this macro
PORT_CFLAGS += -D__STDC_ISO_10646__=201103L
