#!/bin/bash
# slow: many builds
# Several platforms side by side: one that fails costs the others nothing, and its status is the build's.
# not under emulated: the stage shows mote itself to the compile steps, and this machine starts it only through an emulator
set -o pipefail
mote toolchain install -q arm64 || exit
mkdir src
printf 'name: two\nbuild: {sources: [a.c]}\n' >src/mote.yaml
cat >src/a.c <<'C'
#if defined(__aarch64__) || defined(BOTH)
#error not here
#endif
int main(void) { return 0; }
C
said() { grep '^mote: ' | sed 's/ in [0-9.]* s/ in TIME/'; }
echo "== one fails: nothing is written"
mote build -p amd64,arm64 -o oci:out src 2>&1 | said | sort
echo "${PIPESTATUS[0]}"
ls
echo "== and the other is there the next time"
mote build --keep-going -p amd64,arm64 -o oci:out --digest-file digest --metadata-file metadata src 2>&1 | said | sort
echo "${PIPESTATUS[0]}"
mote inspect --json oci:out | jq -r '.platforms[].platform'
[ "$(mote inspect --json oci:out | jq -r .digest)" = "$(cat digest)" ] || echo "another digest"
jq -c '[.platforms[].platform], .failed' metadata
rm metadata
echo "== both fail"
mote build --keep-going --cflags -DBOTH -p amd64,arm64 -o oci:none src 2>&1 | said | grep -v building | sort
echo "${PIPESTATUS[0]}"
echo "== both are good, together and each alone"
sed -i /error/d src/a.c
mote build -q -p arm64,amd64 -o oci:out src | sed 's/@.*//'
mote build -q --no-cache -p amd64 -o oci:amd64 src >/dev/null
mote build -q --no-cache -p arm64 -o oci:arm64 src >/dev/null
for platform in amd64 arm64; do
  mote diff --platform $platform oci:out oci:$platform
done
ls
