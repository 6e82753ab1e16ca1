VERSION = 6.9.8-1
LICENSE = BSD-2-Clause
HOMEPAGE = https://github.com/kkos/oniguruma
SOURCE = 26372720bab6733c869a9eb69377f73971138dc5e3eff4a81f5ba8aea5435fb2 pool/main/libo/libonig/libonig_6.9.8.orig.tar.gz
LIBS = -lonig
SYSTEM = cmake
OPTIONS = -DINSTALL_DOCUMENTATION=OFF
