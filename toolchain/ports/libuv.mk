VERSION = 1.44.2-1+deb12u1
LICENSE = MIT
HOMEPAGE = https://github.com/libuv/libuv
SOURCE = d79b4b06ef04be85fb890bf39d55942cc64c2e15fd14eaa32dae5dce94485484 pool/main/libu/libuv1/libuv1_1.44.2.orig.tar.gz
FIXES = 14fc605e7d1520137416fd8c097b58a191be9b07bdbb406f7b39c7894b7d66a5 pool/main/libu/libuv1/libuv1_1.44.2-1+deb12u1.debian.tar.xz
LIBS = -luv
SYSTEM = autotools
PREPARE = ./autogen.sh
