VERSION = 1.0.18-1+deb12u1
LICENSE = ISC
HOMEPAGE = https://www.libsodium.org/
SOURCE = d59323c6b712a1519a5daf710b68f5e7fde57040845ffec53850911f10a5d4f4 pool/main/libs/libsodium/libsodium_1.0.18.orig.tar.gz
FIXES = f410474e46346b06b162defa05b1be26906aeed6cf309e3d4ebe30b4d1350733 pool/main/libs/libsodium/libsodium_1.0.18-1+deb12u1.debian.tar.xz
LIBS = -lsodium
SYSTEM = autotools
PREPARE = autoreconf -fi
