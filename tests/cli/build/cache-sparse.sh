#!/bin/sh
# slow: large files
# A file with a hole takes no room in the stage, but its full size in the build cache. A result that is larger than the
# cache may be is not copied there.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
export MOTE_CACHE_DIR="$PWD/cache"
echo 'int main(void) { return 0; }' >src/a.c
for size in 1M 40M; do
  echo "== $size"
  # shellcheck disable=SC2016 # the stage's shell expands it
  MOTE_CACHE_SIZE=20MB timeout 20 mote build -o rootfs:/dev/null --run "truncate -s $size "'$DESTDIR/hole && cc a.c -o a' \
    --run-output a src 2>&1 | grep -e 'not kept' -e 'No space'
  find cache/build/stages -name hole -size +30M
done
