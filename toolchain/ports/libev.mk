VERSION = 1:4.33-1
LICENSE = BSD-2-Clause
HOMEPAGE = http://software.schmorp.de/pkg/libev.html
SOURCE = 507eb7b8d1015fbec5b935f34ebed15bf346bed04a11ab82b8eee848c4205aea pool/main/libe/libev/libev_4.33.orig.tar.gz
LIBS = -lev
SYSTEM = autotools
