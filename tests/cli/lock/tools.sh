#!/bin/sh
# mote's own tools count as there; the lock names one only where a package needs another version of it.
. "$SRC/tests/cli/lock/_archive"
version=$(awk '$1 == "amd64" && $2 == "perl-base" { print $3 }' "$SRC/toolchain/tools.lock")
rows() {
  printf 'perl %s | Depends: perl-base (= %s), libc6 (>= 2), make\nperl-base %s\nmake 1\nlibc6 2\n' "$1" "$1" "$1"
}
rows "$version" | archive
project perl
lock | grep -v '^added   perl ' # its version changes with the list
rows 9 | archive
lock | sed "s/$version/OLD/g"
lock --bare
