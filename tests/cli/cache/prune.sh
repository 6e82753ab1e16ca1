#!/bin/bash
# slow: many builds
# show and prune: what is there, what goes first, what stays.
# not under emulated: the stage shows mote itself to the compile steps, and this machine starts it only through an emulator
printf 'int puts(const char *);\nint main(void) { puts("one"); }\n' >one.c
printf 'int puts(const char *);\nint main(void) { puts("two"); }\n' >two.c
state() {
  mote cache show --json | jq -c '[.kinds[] | .entries], (.size > 0)'
}
echo "nothing yet"
state
mote cache prune --all
mote build -q -o oci:out one.c >/dev/null
echo "one build"
state
mote cache show | sed "s|^/.*|PLACE|; s/  *[0-9.]* k*B.*/ SIZE/"
mote build -q -o oci:out two.c >/dev/null
echo "two builds, the first one used again"
sleep 0.1
mote build -q -o oci:out one.c >/dev/null
state
half=$(($(mote cache show --json | jq .size) * 3 / 5))
mote cache prune --max-size $half | sed 's/[0-9]* entries, [0-9.]* kB/SOME/'
mote build -o oci:out one.c 2>&1 >/dev/null | grep -c cached
mote build -o oci:out two.c 2>&1 >/dev/null | grep -c cached
echo "a limit that holds nothing"
MOTE_CACHE_SIZE=1 mote build -q -o oci:out two.c >/dev/null
mote build -q --cflags=-O2 -o oci:out two.c >/dev/null
MOTE_CACHE_SIZE=1 mote build -q --cflags=-O3 -o oci:out two.c >/dev/null
state
echo "all"
mote build -q -o oci:out one.c >/dev/null
mote cache prune --all | sed 's/[0-9]* entries, [0-9.]* k*B/SOME/'
state
echo "refusals"
for arguments in '' 'list' 'show prune' 'show --all' 'prune --json' 'prune --all --max-size 1' 'prune --max-size 5x' 'prune --max-size -1'; do
  # shellcheck disable=SC2086 # several words
  mote cache $arguments
  echo "status $?"
done 2>&1
MOTE_CACHE_SIZE=lots mote cache show 2>&1
echo "status $?"
env -u HOME -u XDG_CACHE_HOME -u MOTE_CACHE_DIR mote cache show 2>&1
echo "status $?"
