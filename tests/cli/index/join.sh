#!/bin/bash
# slow: many builds
# What separate machines built becomes the index that one machine would have made of it, in whichever order it came.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
echo 'int main(void) { return 0; }' >src/main.c
printf 'name: app\nbuild: {sources: main.c}\nimage: {labels: {a: b}}\n' >src/mote.yaml
whole=$(mote build -q -p amd64,arm64,386 -o oci:whole src | sed 's/.*@//')
mote build -q -p amd64 -o oci:parts:amd64 src >/dev/null
mote build -q -p arm64 -o archive:arm64.tar.gz src >/dev/null
mote build -q -p 386 -o docker-archive:386.tar -o dir:386 src >/dev/null
same() { [ "${1##*@}" = "$whole" ] || echo "$1 is not $whole"; }
same "$(mote index create -q -o oci:joined -o archive:joined.tar --digest-file digest dir:386 arm64.tar.gz parts:amd64)"
same "$(cat digest)"
mote diff joined whole && mote diff joined.tar whole
mote index show joined | sed -E 's/sha256:[0-9a-f]{64} [0-9.]+ kB/DIGEST SIZE/'
mote copy -q joined.tar dir:all | sed -E 's/sha256:.*/DIGEST/'
# step by step, in a layout as in a registry
mote index create -q -o oci:steps:v1 parts:amd64 | sed -E 's/sha256:.*/DIGEST/'
mote index add -q oci:steps:v1 dir:386 arm64.tar.gz | sed "s/$whole/as the whole/"
mote index remove -q oci:steps:v1 386 linux/arm64 | sed -E 's/sha256:.*/DIGEST/'
mote index show oci:steps:v1 | cut -d ' ' -f 1
# an index gives all that it names; of one platform one image
mote index add -q oci:steps:v1 whole
echo $?
mote index add -q --replace oci:steps:v1 whole | sed "s/$whole/as the whole/"
# Docker's archive has another manifest, so this is another index
mote index create -q -o oci:other 386.tar parts:amd64 | sed -E 's/sha256:.*/DIGEST/'
mote inspect --json other | jq -c '[.platforms[].platform]'
# Docker's manifests make Docker's list
for p in amd64 arm64; do mote build -q -p "$p" --format docker -o "archive:docker-$p.tar" src >/dev/null; done
mote build -q -p amd64,arm64 --format docker -o oci:docker src | sed 's/.*@//' |
  cmp - <(mote index create -q -o oci:docker-joined docker-arm64.tar docker-amd64.tar | sed 's/.*@//')
