VERSION = 1.18.1-3
LICENSE = MIT
HOMEPAGE = https://c-ares.org/
SOURCE = 1a7d52a8a84a9fbffb1be9133c0f6e17217d91ea5a6fa61f6b4729cda78ebbcf pool/main/c/c-ares/c-ares_1.18.1.orig.tar.gz
FIXES = 15d38a23182dc143c655b0225d21baa291a2be17435c8a7f427189e3e314fac9 pool/main/c/c-ares/c-ares_1.18.1-3.debian.tar.xz
LIBS = -lcares
SYSTEM = autotools
OPTIONS = --disable-tests
