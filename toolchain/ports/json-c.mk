VERSION = 0.16-2
LICENSE = MIT
HOMEPAGE = https://github.com/json-c/json-c/wiki
SOURCE = 3ecaeedffd99a60b1262819f9e60d7d983844073abc74e495cb822b251904185 pool/main/j/json-c/json-c_0.16.orig.tar.gz
FIXES = 64e4334da662d62b735a876567620121f9f07cac9ad01f989034cbcf45c8ac84 pool/main/j/json-c/json-c_0.16-2.debian.tar.xz
LIBS = -ljson-c
SYSTEM = cmake
OPTIONS = -DBUILD_TESTING=OFF -DBUILD_APPS=OFF -DDISABLE_WERROR=ON
