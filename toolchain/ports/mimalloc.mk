VERSION = 2.0.9+ds-2
LICENSE = MIT
HOMEPAGE = https://github.com/microsoft/mimalloc
SOURCE = cbc9d207ff105ad1f0cb739c378076143a6452b8d0624309cea0abfb040e972b pool/main/m/mimalloc/mimalloc_2.0.9+ds.orig.tar.xz
LIBS = -lmimalloc
SYSTEM = cmake
OPTIONS = -DMI_BUILD_SHARED=OFF -DMI_BUILD_TESTS=OFF -DMI_BUILD_OBJECT=OFF -DMI_INSTALL_TOPLEVEL=ON
