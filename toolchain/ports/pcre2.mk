VERSION = 10.42-1+deb12u2
LICENSE = BSD-3-Clause
HOMEPAGE = https://pcre.org/
SOURCE = c33b418e3b936ee3153de2c61cc638e7e4fe3156022a5c77d0711bcbb9d64f1f pool/updates/main/p/pcre2/pcre2_10.42.orig.tar.gz
FIXES = b28d4aeaa3198fcf2f41dffddec3d673c8ef53286ced930599f009522da11372 pool/updates/main/p/pcre2/pcre2_10.42-1+deb12u2.diff.gz
LIBS = -lpcre2-8
SYSTEM = autotools
OPTIONS = --enable-jit=auto --enable-pcre2-16 --enable-pcre2-32
