#!/bin/sh
# The packed program is stripped; its debug information is kept by build-id, and fits.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
export MOTE_TOOLCHAIN_DIR="${home:?}" XDG_CACHE_HOME="$PWD/cache"
unset MOTE_CACHE_DIR
echo 'int main(void) { return 0; }' >a.c
mote build -q --compression none a.c >/dev/null || exit
tar -xf a.tar
for blob in blobs/sha256/*; do tar -xf "$blob" a 2>/dev/null; done
debug=$(find cache/mote/debug -type f)
id=$(readelf -n a | sed -n 's/.*Build ID: //p')
[ "$debug" = "cache/mote/debug/.build-id/$(echo "$id" | cut -c1-2)/$(echo "$id" | cut -c3-).debug" ] || echo "$debug"
readelf -SW a | grep -cE '\.(debug_info|symtab)'
readelf -SW "$debug" | grep -oE '\.(debug_info|symtab) '
./a
# a build that recalls the program also uses its debug information, so the cache does not remove that first
touch -d 2001-01-01 "$debug"
mote build -q --compression none a.c >/dev/null
find "$debug" -newermt 2002-01-01 -printf 'used\n'
# what the compiler says of itself in .comment is stripped, and counts no more for the build-id
for compiler in one two; do
  { cat a.c; echo "#ident \"compiler $compiler\""; } >b.c
  mote build -q b.c | sed 's/.*@//'
done | uniq | wc -l
