VERSION = 1.9.4-1
LICENSE = BSD-2-Clause
HOMEPAGE = https://github.com/lz4/lz4
SOURCE = 0b0e3aa07c8c063ddf40b082bdf7e37a1562bda40a0ff5272957f3e987e0e54b pool/main/l/lz4/lz4_1.9.4.orig.tar.gz
FIXES = 47ceec5b95f42598f7b9280b03df9659f2ee6852720ec181488e83bd643f0e5f pool/main/l/lz4/lz4_1.9.4-1.debian.tar.xz
LIBS = -llz4
SYSTEM = make
BUILD = $(MAKE) -C lib PREFIX=/usr BUILD_SHARED=no liblz4.a
INSTALL = $(MAKE) -C lib PREFIX=/usr BUILD_SHARED=no install
