VERSION = 2.5.4-1+deb12u1
LICENSE = LGPL-2.1-only
HOMEPAGE = https://github.com/seccomp/libseccomp
SOURCE = d82902400405cf0068574ef3dc1fe5f5926207543ba1ae6f8e7a1576351dcbdb pool/main/libs/libseccomp/libseccomp_2.5.4.orig.tar.gz
FIXES = 665fc6ad1b9887207b0af1a293a2d7975e2df503a2618d1808b970081f9672f6 pool/main/libs/libseccomp/libseccomp_2.5.4-1+deb12u1.debian.tar.xz
LIBS = -lseccomp
SYSTEM = autotools
