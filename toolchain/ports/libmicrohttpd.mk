VERSION = 0.9.75-6
LICENSE = LGPL-2.1-or-later
HOMEPAGE = https://www.gnu.org/software/libmicrohttpd/
SOURCE = 796e7e217a4802679fcac667a4e98501c53185dcf50ca0583870e84192620131 pool/main/libm/libmicrohttpd/libmicrohttpd_0.9.75.orig.tar.xz
FIXES = 566c247bfbf67e20858705ae695f58db747d50ed8512f2bc46a28bef9086e5af pool/main/libm/libmicrohttpd/libmicrohttpd_0.9.75-6.debian.tar.xz
LIBS = -lmicrohttpd
SYSTEM = autotools
OPTIONS = --disable-https --disable-doc --disable-examples --disable-tools --disable-curl
