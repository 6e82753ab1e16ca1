#!/bin/sh
# Locked versions stay while the archive has them; --update takes new ones: of all, or of a name and what it needs.
. "$SRC/tests/cli/lock/_archive"
archive <<'ROWS'
flex 1 | Depends: m4
m4 1
bison 1
ROWS
project flex bison
lock -q
archive <<'ROWS'
flex 1 | Depends: m4
m4 1
bison 1
flex 2 | Depends: m4 | Description: new
m4 2
bison 2
ROWS
lock
lock --update bison
lock --update flex
lock --update
echo 'versions that are gone:'
archive <<'ROWS'
flex 3 | Depends: m4, new
m4 3
bison 2
new 3
ROWS
lock
lock --update fle
echo "status $?"
lock --update --check
echo "status $?"
