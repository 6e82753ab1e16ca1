VERSION = 3.6.2-1+deb12u5
LICENSE = BSD-2-Clause
HOMEPAGE = https://www.libarchive.org/
SOURCE = 9e2c1b80d5fbe59b61308fdfab6c79b5021d7ff4ff2489fb12daf0a96a83551d pool/updates/main/liba/libarchive/libarchive_3.6.2.orig.tar.xz
FIXES = 5b32794076e9b0d8cd74fd2c453340b72c6362188f40fa1aac96304cb5683315 pool/updates/main/liba/libarchive/libarchive_3.6.2-1+deb12u5.debian.tar.xz
DEPENDS = bzip2 lz4 xz zlib zstd
LIBS = -larchive
SYSTEM = autotools
OPTIONS = --without-xml2 --without-expat --without-nettle --without-openssl --without-libb2 --disable-bsdtar --disable-bsdcpio --disable-bsdcat
# musl's iconv is in its libc, and no iconv.pc says so
AFTER = sed -i '/^Requires.private:/s/ iconv//' /out/usr/lib/pkgconfig/libarchive.pc
