VERSION = 5.4.1-1+deb12u2
LICENSE = 0BSD
HOMEPAGE = https://tukaani.org/xz/
SOURCE = 5d9827aa1875b21c288f78864bb26d2650b436ea8d2cad364e4921eb6266a5a5 pool/updates/main/x/xz-utils/xz-utils_5.4.1.orig.tar.xz
FIXES = 7e0b1d1448520ea4f88ec05136a88f07564cc4a1abd6dfcf53c1f822a3e4f64f pool/updates/main/x/xz-utils/xz-utils_5.4.1-1+deb12u2.debian.tar.xz
LIBS = -llzma
SYSTEM = autotools
OPTIONS = --disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-scripts --disable-doc --disable-nls
