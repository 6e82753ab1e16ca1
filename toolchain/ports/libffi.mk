VERSION = 3.4.4-1
LICENSE = MIT
HOMEPAGE = https://sourceware.org/libffi/
SOURCE = d66c56ad259a82cf2a9dfc408b32bf5da52371500b84745f7fb8b645712df676 pool/main/libf/libffi/libffi_3.4.4.orig.tar.gz
FIXES = 161b210bfd2ada0b15b0d2a2a98ffc779cd4a68661a7fdf46f61732493db0895 pool/main/libf/libffi/libffi_3.4.4-1.debian.tar.xz
LIBS = -lffi
SYSTEM = autotools
# trampolines in a file need memfd_create's declaration, which this release does not look for with musl
OPTIONS = --disable-docs --disable-multi-os-directory --disable-exec-static-tramp
