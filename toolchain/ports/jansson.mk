VERSION = 2.14-2
LICENSE = MIT
HOMEPAGE = http://www.digip.org/jansson/
SOURCE = c739578bf6b764aa0752db9a2fdadcfe921c78f1228c7ec0bb47fa804c55d17b pool/main/j/jansson/jansson_2.14.orig.tar.gz
FIXES = e89fe4fd8221f6934ddb50f2e7f8404311928d0e23e49a5599f3d3d14ee8cb88 pool/main/j/jansson/jansson_2.14-2.debian.tar.xz
LIBS = -ljansson
SYSTEM = cmake
OPTIONS = -DJANSSON_BUILD_DOCS=OFF -DJANSSON_WITHOUT_TESTS=ON -DJANSSON_EXAMPLES=OFF
