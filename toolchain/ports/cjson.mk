VERSION = 1.7.15-1+deb12u4
LICENSE = MIT
HOMEPAGE = https://github.com/DaveGamble/cJSON
SOURCE = 5308fd4bd90cef7aa060558514de6a1a4a0819974a26e6ed13973c5f624c24b2 pool/main/c/cjson/cjson_1.7.15.orig.tar.gz
FIXES = afd19a970966cf534ff1e9ec077d710a5e7e78eb4ec9b499c8bdc32e55da12cb pool/main/c/cjson/cjson_1.7.15-1+deb12u4.debian.tar.xz
LIBS = -lcjson
SYSTEM = cmake
OPTIONS = -DENABLE_CJSON_TEST=OFF -DENABLE_CUSTOM_COMPILER_FLAGS=OFF
