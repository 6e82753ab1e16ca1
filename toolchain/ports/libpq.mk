VERSION = 15.18-0+deb12u1
LICENSE = PostgreSQL
HOMEPAGE = http://www.postgresql.org/
SOURCE = 11df0df97fe3ea4ba9a791faaf39cee1d2fe571e78885b5b55d8517d27c323b4 pool/main/p/postgresql-15/postgresql-15_15.18.orig.tar.bz2
DEPENDS = openssl
LIBS = -lpq -lpgcommon -lpgport
SYSTEM = autotools
# of no use to a client, but a cross configure wants to know where time zones are
OPTIONS = --with-openssl --without-readline --without-zlib --with-system-tzdata=/usr/share/zoneinfo
# of PostgreSQL only the library for clients, and the two with what it shares with the server
BUILD = -C src/backend generated-headers && $(MAKE) -C src/port libpgport.a && $(MAKE) -C src/common libpgcommon.a && $(MAKE) -C src/interfaces/libpq SHLIB_PREREQS= all-static-lib
INSTALL = -C src/interfaces/libpq SHLIB_PREREQS= install-lib-static install-lib-pc
AFTER = install -m644 -t /out/usr/lib src/port/libpgport.a src/common/libpgcommon.a && install -Dm644 -t /out/usr/include/libpq src/include/libpq/libpq-fs.h && \
  install -m644 -t /out/usr/include src/interfaces/libpq/libpq-fe.h src/interfaces/libpq/libpq-events.h src/include/postgres_ext.h src/include/pg_config_ext.h
