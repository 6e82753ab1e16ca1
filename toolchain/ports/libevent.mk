VERSION = 2.1.12-stable-8+deb12u1
LICENSE = BSD-3-Clause
HOMEPAGE = https://libevent.org/
SOURCE = 92e6de1be9ec176428fd2367677e61ceffc2ee1cb119035037a27d346b0403bb pool/updates/main/libe/libevent/libevent_2.1.12-stable.orig.tar.gz
FIXES = 0c721f8a55e6a9e225f62f151f477675ed901400b56003bb424ef2eea74f370d pool/updates/main/libe/libevent/libevent_2.1.12-stable-8+deb12u1.debian.tar.xz
LIBS = -levent_pthreads -levent
SYSTEM = autotools
OPTIONS = --disable-openssl --disable-samples --disable-libevent-regress --disable-debug-mode
