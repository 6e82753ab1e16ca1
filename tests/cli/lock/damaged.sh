#!/bin/sh
# A lock that was damaged by hand, or by a merge, is refused with its line, and stays.
. "$SRC/tests/cli/lock/_archive"
archive <<'ROWS'
flex 1 | Depends: m4
m4 1
ROWS
project flex
lock -q
cp mote.lock good
try() {
  sed "$1" good >mote.lock
  cp mote.lock before
  lock
  echo "status $?"
  lock --check
  echo "status $?"
  cmp before mote.lock
}
try '1s/1/2/'
try '3s/$/ m4/'
try '4s/m4/../; 5s/m4/../'
try '5s/^/<<<<<<< HEAD\n/'
try '2d'
try '4h; 4d; 5G'
: >mote.lock
lock
echo "status $?"
