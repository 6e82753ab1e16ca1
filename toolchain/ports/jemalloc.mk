VERSION = 5.3.0-1
LICENSE = BSD-2-Clause
HOMEPAGE = http://jemalloc.net/
SOURCE = 2db82d1e7119df3e71b7640219b6dfe84789bc0537983c3b7ac4f7189aecfeaa pool/main/j/jemalloc/jemalloc_5.3.0.orig.tar.bz2
FIXES = 4e87f3aa3709ce9ae9de501a56202de3b81f565aba441c579c57c29bda00006e pool/main/j/jemalloc/jemalloc_5.3.0-1.debian.tar.xz
LIBS = -ljemalloc
SYSTEM = autotools
# the largest page that a kernel for this processor may have: it cannot be asked of the machine that compiles
PAGE_arm64 = 16
PAGE_ppc64le = 16
OPTIONS = --disable-cxx --with-lg-page=$(or $(PAGE_$(TARGET)),12) --with-lg-hugepage=21
BUILD = build_lib_static
INSTALL = install_lib_static install_include install_lib_pc
