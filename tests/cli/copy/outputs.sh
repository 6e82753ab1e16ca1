#!/bin/bash
# slow: many runs of mote
# An archive can be written through links, fifos and descriptors, and "-" is standard output and input.
python3 "$SRC/tests/cli/copy/_images.py" || exit
mote copy -q oci:one oci:named >/dev/null
shape() { stat -c '%F %N' "$@"; }
mote copy -q oci:named archive:plain.tar >/dev/null
mkdir dev
mkfifo dev/fifo
ln -s ../behind.tar dev/link
ln -s link dev/far
ln -s fifo dev/to-fifo
ln -s around dev/around

timeout 20 cat dev/fifo >got.tar &
mote copy -q oci:named archive:dev/fifo | sed 's/@.*//'
wait
cmp plain.tar got.tar
timeout 20 cat dev/fifo >got.tar &
mote copy -q oci:named archive:dev/to-fifo >/dev/null
wait
cmp plain.tar got.tar
echo old >behind.tar
mote copy -q oci:named archive:dev/far | sed 's/@.*//'
cmp plain.tar behind.tar
rm behind.tar
mote copy -q oci:named archive:dev/link >/dev/null
cmp plain.tar behind.tar
mote copy -q oci:named archive:dev/around
shape dev/*

# to an open descriptor: behind what was written to it before
{ printf before >&3; mote copy -q oci:named archive:/dev/fd/3 >/dev/null; } 3>third
{ printf before; cat plain.tar; } | cmp - third
mote copy -q oci:named archive:/proc/self/fd/3 3>third >/dev/null
cmp plain.tar third
mote copy -q oci:named archive:/dev/stdout >got.tar
cmp plain.tar got.tar
mote copy -q oci:named archive:/dev/fd/9

# with "-" the reference goes to stderr
mote copy -q oci:named archive:- | cmp plain.tar -
mote copy oci:named archive:- 2>said | cat >/dev/null
grep -c '^archive:-@sha256:' said
mote copy -q oci:named rootfs:- | tar -t | head -1
for kind in oci-archive docker-archive archive; do
  mote copy -q oci:named $kind:- | mote copy -q $kind:- oci:back:$kind | sed 's/@.*//'
done
mote digest - <plain.tar | cmp - <(mote digest oci:named)
gzip -c plain.tar | mote digest archive:- | cmp - <(mote digest oci:named)
mote digest - </dev/null
[ ! -e ./- ] || ls -l ./-

# the same for the digest file
mote copy -q --digest-file - oci:named archive:out.tar | cmp - <(mote digest oci:named)
ln -s digest.txt digest
mote copy -q --digest-file digest oci:named archive:out.tar >/dev/null
shape digest
mote digest oci:named | cmp - digest.txt
mote copy -q --digest-file - oci:named archive:-
mote copy -q --digest-file /dev/stdout oci:named archive:- | cat

# to a folder behind a link
mkdir folder
ln -s folder to-folder
mote copy -q oci:named dir:to-folder >/dev/null && mote copy -q oci:named dir:to-folder | sed 's/@.*//'
shape to-folder
cat folder/version
find . -name '.*.mote-*'
