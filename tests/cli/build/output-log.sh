#!/bin/sh
# In a log each line of a build stands whole behind its platform; with -q there is nothing; and when a build fails, the
# last 40 lines, and all of them in a file.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
printf 'int main(void) { return 0; }\n' >src/main.c
printf '#warning "look here"\n' >src/other.c
log() { sed -E 's/[0-9.]+ kB \([0-9.]+ kB unpacked\) in [0-9.]+ s/SIZE/; s/output\/mote-a-amd64-......\.log/output\/FILE/' | sed "s|$MOTE_CACHE_DIR|CACHE|"; }
build() { { mote build -p amd64 --name a "$@" >/dev/null; } 2>&1; }
echo '# steps and warnings'
build --source main.c --source other.c src | log | sed -E 's/\[[12]\/3\] (main|other)/[N\/3] SOURCE/' | sort
echo '# only what is compiled is counted'
echo 'int other;' >>src/other.c
build --source main.c --source other.c src | log | grep /2
echo '# quiet, and without progress: then warnings are shown'
build -q --no-cache --source main.c --source other.c src
build --progress=none --no-cache --source main.c --source other.c src | log
echo '# a foreign line is harmless'
# shellcheck disable=SC2016 # the stage's shell expands it
make='printf "\033[2J\033[31mred\033[0m\rthe end\nhalf"'
build --no-cache --run "$make; cc main.c -o a" --run-output a src | log
echo '# the end of a failed build'
build -q --run 'seq 2; exit 3' --run-output a src
build -q --run 'seq 50; printf "\033[2J"; exit 3' --run-output a src | log | sed -n '1p; 39,$p'
wc -l <"$(echo "$MOTE_CACHE_DIR"/output/*.log)"
stat -c %a "$MOTE_CACHE_DIR"/output/*.log
rm "$MOTE_CACHE_DIR"/output/*
echo '# in a log all of it is there already'
build --run 'seq 50; exit 3' --run-output a src | log | sed -n '1,3p; 51,$p'
ls "$MOTE_CACHE_DIR/output"
echo '# without a place of its own: in the temporary folder'
env -u MOTE_CACHE_DIR -u HOME -u XDG_CACHE_HOME MOTE_TOOLCHAIN_DIR="${MOTE_TOOLCHAIN_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/mote/toolchain}" \
  mote build -q -p amd64 --name a --run 'seq 50; exit 3' --run-output a src 2>&1 | sed "s|$TMPDIR|TMPDIR|" | sed -n '41s/amd64-....../amd64-XXXXXX/p'
rm "$TMPDIR"/mote-a-amd64-*.log
echo '# at most 16 stay'
for i in $(seq 18); do build -q --run "seq $i 100; exit 3" --run-output a src >/dev/null; done
find "$MOTE_CACHE_DIR/output" -type f | wc -l
echo '# a disk that is full'
sh -c "ulimit -f 1; exec mote build -q -p amd64 --name a --no-cache --run 'seq 10000; exit 3' --run-output a src" 2>&1 | tail -n 2
