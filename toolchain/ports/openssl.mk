VERSION = 3.0.22-1~deb12u2
LICENSE = Apache-2.0
HOMEPAGE = https://www.openssl.org/
SOURCE = 67ebca7e50d17383028045486653492195b83db95f8558709701bb47b5c1ef81 pool/updates/main/o/openssl/openssl_3.0.22.orig.tar.gz
LIBS = -lssl -lcrypto
SYSTEM = make
MACHINE_amd64 = linux-x86_64
MACHINE_arm64 = linux-aarch64
MACHINE_armv7 = linux-armv4
MACHINE_386 = linux-x86
MACHINE_riscv64 = linux64-riscv64
MACHINE_ppc64le = linux-ppc64le
MACHINE_s390x = linux64-s390x
# 64 bits may lie where 386's processors cannot change them in one step: compilers then call libatomic, which clang has not, and
# OpenSSL with this, which is meant for a clang without them, takes its locks
FLAGS_386 = -DBROKEN_CLANG_ATOMICS
PORT_CFLAGS += $(FLAGS_$(TARGET))
# musl has no makecontext, which async needs, and a static program loads neither engines nor modules
PREPARE = ./Configure $(MACHINE_$(TARGET)) --prefix=/usr --libdir=lib --openssldir=/etc/ssl no-shared no-tests no-engine no-dso no-module no-async
BUILD = $(MAKE) build_libs
INSTALL = $(MAKE) DESTDIR=/out install_dev
