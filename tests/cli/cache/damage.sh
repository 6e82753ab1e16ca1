#!/bin/bash
# A cache that was spoiled, cannot be written or is shared never makes another image and never stops a build.
# not under emulated: the stage shows mote itself to the compile steps, and this machine starts it only through an emulator
printf 'int puts(const char *);\nint main(void) { puts("hello"); }\n' >hello.c
build() { # WHAT [COMMAND...]
  local what=$1
  shift
  "$@" mote build -o oci:out hello.c >digest 2>log || cat log
  printf '%s: %s, %s\n' "$what" "$(cmp -s digest first && echo 'same image' || echo 'OTHER IMAGE')" \
    "$(grep -q ', cached$' log && echo recalled || echo built)"
  grep 'nothing is kept' log | sed 's|"/.*"|PLACE|'
}
mote build -q --no-cache -o oci:out hello.c >first
ls -A "$MOTE_CACHE_DIR/build" 2>/dev/null
build 'first'
build 'second'
place=$MOTE_CACHE_DIR/build
for file in "$place"/*/* "$place"/stages/*.d/programs/*; do
  [ -f "$file" ] || continue
  kind=${file#"$place"/}
  printf x | dd of="$file" bs=1 seek=100 conv=notrunc status=none
  build "a byte of ${kind%%/*} changed"
  : >"$file"
  build "${kind%%/*} emptied"
done | sort | uniq
rm -rf "$place"/blobs
build 'layers gone'
printf 'int puts(const char *);\nint main(void) { puts("other"); }\n' >other.c
mote build -q --no-cache -o oci:o1 other.c | cut -d@ -f2 >want
# root writes everywhere: a file in the folder's place stops it
rm -rf "$place"; : >"$place"
mote build -o oci:o2 other.c 2>log | cut -d@ -f2 | cmp - want && grep -c 'nothing is kept' log
rm "$place"
echo 'four at once'
for n in 1 2 3 4; do mote build -q -o "oci:at$n" hello.c >"got$n" & done
wait
cat got? | cut -d@ -f2 | sort | uniq -c | awk '{print $1}'
find "$place"/stages -name ".*" | wc -l
