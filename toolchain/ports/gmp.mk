VERSION = 2:6.2.1+dfsg1-1.1
LICENSE = LGPL-3.0-or-later OR GPL-2.0-or-later
HOMEPAGE = https://gmplib.org/
SOURCE = 471b9e463e04362a0124f215afc5f0a4b99caedeeb62634c61bbc12988efa64c pool/main/g/gmp/gmp_6.2.1+dfsg1.orig.tar.xz
FIXES = 4e3e324d72fe688e409c716d33b35aa8657f6016cc1aabd5d9c7ec137412e5ef pool/main/g/gmp/gmp_6.2.1+dfsg1-1.1.debian.tar.xz
LIBS = -lgmp
SYSTEM = autotools
# its manual is not free and not in Debian's source
PREPARE = mkdir -p doc && printf 'all install:\n' >doc/Makefile.in
OPTIONS = --with-pic
