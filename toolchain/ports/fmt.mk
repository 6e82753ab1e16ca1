VERSION = 9.1.0+ds1-2
LICENSE = MIT
HOMEPAGE = https://fmt.dev/
SOURCE = 84ce1c2d0be3a9863935137969dcec6970125caac032f82474640bfc81463583 pool/main/f/fmtlib/fmtlib_9.1.0+ds1.orig.tar.gz
FIXES = aead535c0b3d7a02a89f6e004ac62d1e15bdbf8d34c36cd37038dcc7d37bc9e3 pool/main/f/fmtlib/fmtlib_9.1.0+ds1-2.debian.tar.xz
LIBS = -lfmt
LANGUAGE = c++
SYSTEM = cmake
OPTIONS = -DFMT_TEST=OFF -DFMT_DOC=OFF
