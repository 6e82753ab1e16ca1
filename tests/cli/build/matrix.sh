#!/bin/bash
# As in a matrix of CI jobs: each platform by a mote of its own, collected under one tag each; the digests are those of one build.
# not under emulated: the stage shows mote itself to the compile steps, and this machine starts it only through an emulator
printf 'int puts(const char *);\nint main(void) { puts("hello"); }\n' >hello.c
for platform in amd64 arm64; do
  mote build -q -p "$platform" -o "oci:image-$platform" hello.c >/dev/null
  mote copy -q "oci:image-$platform" "oci:images:$platform" >/dev/null
done
mote build -q --no-cache -p amd64,arm64 -o oci:together --metadata-file together.json hello.c >/dev/null
for platform in amd64 arm64; do
  mote inspect --json "oci:images:$platform" | grep -qF "$(jq -r --arg p "linux/$platform" '.platforms[] | select(.platform == $p).digest' together.json)" && echo "$platform: the same"
done
