#!/bin/sh
# The project's own build gives the same bytes from another folder, at another time, under another umask,
# with other file times and modes, and on one processor.
mkdir -p one/src
cat >one/src/Makefile <<'END'
all: a
a: a.o b.o
	$(CC) $(LDFLAGS) -o $@ $^
END
echo 'const char *b(void); int main(void) { return !b(); }' >one/src/a.c
echo '#include <assert.h>
const char *b(void) { assert(1); return __FILE__ __DATE__ __TIME__; }' >one/src/b.c
mkdir -p 'two/a much longer'
cp -r one/src 'two/a much longer/name'
touch -d 2001-02-03 'two/a much longer/name'/*
chmod 600 'two/a much longer/name'/*
build() { mote build -q --name a --run 'make -s -j2' --run-output a -o "oci:$PWD/$1" "$2"; }
build first one/src >/dev/null || exit
(umask 077; cd two && TZ=Asia/Tokyo LC_ALL=C.UTF-8 taskset -c 0 mote build -q --name a --run 'make -s' --run-output a \
	-o "oci:../second" 'a much longer/name') >/dev/null || exit
cmp first/index.json second/index.json
