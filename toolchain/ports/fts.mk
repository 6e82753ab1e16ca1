VERSION = 4.18.0+dfsg-1+deb12u1
LICENSE = BSD-3-Clause
HOMEPAGE = https://rpm.org/
SOURCE = d0d9c58c036bc6308de6e195e898c10bf53eaef6f962c48b403e7cd262f4eb4d pool/main/r/rpm/rpm_4.18.0+dfsg.orig.tar.xz
LIBS = -lfts
SYSTEM = make
# The functions of 4.4BSD, of which rpm has a copy under names of its own: they get their names back. What they want of
# rpm's system.h is <unistd.h>.
PREPARE = mkdir -p fts/misc && echo "\#include <unistd.h>" >fts/system.h && sed 's/\<Fts_/fts_/g' misc/fts.c >fts/fts.c && \
  sed -e 's/\<Fts_/fts_/g; s/ *\<__THROW\>//; /^RPM_GNUC_INTERNAL$$/d; /rpmutil\.h/d' \
    -e '/^.if defined(__GLIBC__)/,/^.include <sys/{/^.include <sys/!d}' misc/rpmfts.h >fts/misc/rpmfts.h
BUILD = $(CC) $(CFLAGS) -D_GNU_SOURCE -Dstat64=stat -Dfstat64=fstat '-D_D_EXACT_NAMLEN(entry)=strlen((entry)->d_name)' -Ifts -c fts/fts.c -o fts.o
INSTALL = mkdir -p /out/usr/include /out/usr/lib && cp fts/misc/rpmfts.h /out/usr/include/fts.h && $(AR) crs /out/usr/lib/libfts.a fts.o
