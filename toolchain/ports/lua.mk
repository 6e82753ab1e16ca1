VERSION = 5.4.4-3+deb12u1
LICENSE = MIT
HOMEPAGE = http://www.lua.org
SOURCE = 164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61 pool/main/l/lua5.4/lua5.4_5.4.4.orig.tar.gz
LIBS = -llua
SYSTEM = make
BUILD = $(MAKE) -C src CC="$(CC)" AR="$(AR) rcu" RANLIB="$(RANLIB)" SYSCFLAGS=-DLUA_USE_POSIX MYCFLAGS="$(CFLAGS)" a
INSTALL = install -Dm644 -t /out/usr/lib src/liblua.a && \
  install -Dm644 -t /out/usr/include src/lua.h src/luaconf.h src/lualib.h src/lauxlib.h src/lua.hpp
