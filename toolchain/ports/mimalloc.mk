VERSION = 2.0.9+ds-2
LICENSE = MIT
HOMEPAGE = https://github.com/microsoft/mimalloc
SOURCE = cbc9d207ff105ad1f0cb739c378076143a6452b8d0624309cea0abfb040e972b pool/main/m/mimalloc/mimalloc_2.0.9+ds.orig.tar.xz
LIBS = -lmimalloc
SYSTEM = cmake
# musl says by no macro that it has aligned_alloc, which then would stay its own; without the other, mimalloc checks itself
PORT_CFLAGS += -D__USE_ISOC11=1 -DNDEBUG
# one object: whoever takes malloc from it takes all that goes with it. It is C alone, and says which release it is nowhere.
RELEASE := $(firstword $(subst +, ,$(VERSION)))
PREPARE = sed -i 's,STATIC $${mi_sources},STATIC src/static.c,; s,(libmimalloc C CXX),(libmimalloc C),' CMakeLists.txt && \
  printf '%s\n' '__attribute__((used, retain)) static const char mi_release[] = "\0mimalloc $(RELEASE)";' >>src/static.c
# musl's libc has threads and clocks: no path of the sandbox's libpthread.a in the package for CMake
OPTIONS = -DMI_OVERRIDE=ON -DMI_BUILD_SHARED=OFF -DMI_BUILD_TESTS=OFF -DMI_BUILD_OBJECT=OFF -DMI_INSTALL_TOPLEVEL=ON \
  -DMI_LIBPTHREAD:STRING=pthread -DMI_LIBRT:STRING=rt
