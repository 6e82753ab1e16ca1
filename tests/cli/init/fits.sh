#!/bin/sh
# slow: it configures programs
# What init writes for each kind of folder: the path, the part that differs, and that mote reads it: a wrong
# SOURCE_DATE_EPOCH is found only when the file was understood.
kind() {
  echo "== $1"
  mote init "$1" || exit
  sed -n '/^name:/p; /^build:/,/^# The host/p' "$1/mote.yaml" | grep -v '^ *#'
  SOURCE_DATE_EPOCH=now mote build "$1"
  echo "$?"
}
mkdir plain c one src make configure cmake meson go
echo 'int main(void) { return 0; }' | tee c/hello.c one/a.c one/b.c >src/main.c
echo 'int domain(int x); int f(void) { return domain(1); }' >one/'odd "name".c'
mkdir c/include src/src src/src/deep
mv src/main.c src/src/deep/
touch make/Makefile configure/configure configure/Makefile cmake/CMakeLists.txt meson/meson.build go/go.mod
for folder in plain c one src make configure cmake meson go; do kind $folder; done
