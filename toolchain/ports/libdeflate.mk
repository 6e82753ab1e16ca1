VERSION = 1.14-1
LICENSE = MIT
HOMEPAGE = https://github.com/ebiggers/libdeflate
SOURCE = 89e7df898c37c3427b0f39aadcf733731321a278771d20fc553f92da8d4808ac pool/main/libd/libdeflate/libdeflate_1.14.orig.tar.gz
FIXES = 4794c379cc4e77eaeb283620bd80a7ce57b858af508f80ba6d5efbc4bcb10434 pool/main/libd/libdeflate/libdeflate_1.14-1.debian.tar.xz
LIBS = -ldeflate
SYSTEM = make
BUILD = $(MAKE) PREFIX=/usr DISABLE_SHARED=yes libdeflate.a
INSTALL = $(MAKE) PREFIX=/usr DISABLE_SHARED=yes install
