VERSION = 6.4-4
LICENSE = MIT-open-group
HOMEPAGE = https://invisible-island.net/ncurses/
SOURCE = 6931283d9ac87c5073f30b6290c4c75f21632bb4fc3603ac8100812bed248159 pool/main/n/ncurses/ncurses_6.4.orig.tar.gz
FIXES = 97218f48c32e375121d33ebc8a0f53afadb776ddace9003f032970749a33677d pool/main/n/ncurses/ncurses_6.4-4.debian.tar.xz
LIBS = -lncursesw
SYSTEM = autotools
# the terminals that are most used are inside the library: an image has no terminfo
OPTIONS = --enable-widec --enable-overwrite --enable-pc-files --with-pkg-config-libdir=/usr/lib/pkgconfig --without-cxx --without-cxx-binding \
  --without-ada --without-manpages --without-progs --without-tests --without-debug --disable-stripping --disable-db-install \
  --with-default-terminfo-dir=/etc/terminfo --with-terminfo-dirs=/etc/terminfo:/lib/terminfo:/usr/share/terminfo \
  --with-fallbacks=xterm-256color,xterm,linux,screen,screen-256color,tmux-256color,vt100,vt220,dumb,ansi
INSTALL = install.libs install.includes
# programs ask for these libraries by their older names too
AFTER = cd /out/usr/lib && for l in ncurses form menu panel; do ln -sf lib$${l}w.a lib$$l.a; ln -sf $${l}w.pc pkgconfig/$$l.pc; done && \
  ln -sf libncursesw.a libcurses.a && ln -sf libncursesw.a libtinfo.a
