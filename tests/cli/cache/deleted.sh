#!/bin/bash
# All that mote keeps may be removed at any time, also while builds run: they succeed with the same result.
# not under emulated: the stage shows mote itself to the compile steps, and this machine starts it only through an emulator
export XDG_CACHE_HOME=$PWD/cache MOTE_CACHE_DIR=$PWD/cache/mote/build
MOTE_TOOLCHAIN_DIR=$(env -u XDG_CACHE_HOME mote toolchain list --json | jq -r '.[] | select(.target == "amd64").folder' | xargs dirname)
export MOTE_TOOLCHAIN_DIR
mkdir src
for n in 1 2 3 4; do echo "int f$n(void) { return $n; }" >src/$n.c; done
echo 'int main(void) { return 0; }' >src/main.c
printf 'name: x\nbuild: {sources: ["*.c"]}\nplatforms: amd64\n' >src/mote.yaml
want=$(mote build -q -o oci:out src)
touch going
while [ -e going ]; do rm -rf cache; done 2>/dev/null &
bad=0
for n in $(seq 15); do
  echo "int f1(void) { return 1; } /* $((n % 3)) */" >src/1.c
  got=$(mote build -q -o oci:out src 2>said) || bad=$((bad + 1))
  if [ "$got" != "$want" ]; then echo "$got"; fi
  cat said
done
rm going
wait
echo "$bad builds failed"
