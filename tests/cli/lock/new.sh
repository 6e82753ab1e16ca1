#!/bin/sh
# A lock is written, stays as it is, loses what is not wanted any more, and is never half-written.
. "$SRC/tests/cli/lock/_archive"
archive <<'ROWS'
autoconf 2.71-3 | Depends: perl (>> 5.005), m4 (>= 1.4.13)
m4 1.4.19-3 | Depends: sigsegv
sigsegv 2 | Depends: m4
perl 1:5.1 | Pre-Depends: libperl (= 1:5.1) | Recommends: netbase
libperl 1:5.1
netbase 1
flex 2.6 | Depends: m4, debconf
ROWS
project flex autoconf
lock --check
echo "status $?"
lock
stat -c %a mote.lock
show mote.lock
echo '# a comment' >>mote.lock
lock
tail -n 1 mote.lock
lock --check
echo "status $?"
project flex
lock --check
echo "status $?"
lock
project flex m4
lock --check
echo "status $?"
lock .
echo 'build: {run: make, output: tool}' >mote.yaml
lock --check
echo "status $?"
lock
show mote.lock
rm -f mote.lock
echo 'build: {run: make, output: tool}' >mote.yaml
lock
lock --check
echo "status $?"
ls
