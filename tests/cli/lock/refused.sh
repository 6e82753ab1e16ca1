#!/bin/sh
# What cannot be locked is one line, and the lock that was there stays.
. "$SRC/tests/cli/lock/_archive"
archive <<'ROWS'
autoconf 2.71-3
mawk 1 | Provides: awk
gawk 1 | Provides: awk
old 1 | Depends: autoconf (>= 3)
lacks 1 | Depends: nothing-like-it
wrong 1 | Depends: a b c
ROWS
project autoconf
lock -q >/dev/null
cp mote.lock before
for names in autocnf awk old lacks wrong qqqqqqqqqqqqqqqqqq; do
  project "$names"
  lock
  echo "status $?"
done
project Autoconf
lock
echo "status $?"
project 'autoconf=2.71'
lock
echo "status $?"
cmp before mote.lock
lock a b
lock nowhere
mkdir empty
lock empty
lock -f empty/other.yaml
ls
