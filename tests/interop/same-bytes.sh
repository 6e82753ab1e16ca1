#!/usr/bin/env bash
# The same input gives the same bytes. One thing after the other is changed that is no input (folder, user, umask, time
# zone, locale, file times, order of folders, processors, clock, host name, environment, isolation), everything is
# written again, and every file that came out is compared with the first run's. Before that, a witness shows that the
# change is really there; at the end a real input changes, and every digest must.
set -eu
# shellcheck source=/dev/null
. tests/interop/_images.sh
# shellcheck source=/dev/null
. tests/support/static.sh
: "${static_target:?}"
need jq faketime localedef setpriv taskset unshare hostname clang-19 ld.lld-19
root_only "another user, another host name, a clock of its own"
: "${work:?}"

# what every user may read: mote, a toolchain, the input
chmod 711 "$TMPDIR"
mkdir -p "$work/bin" "$work/tmp" "$work/input" "$work/locale"
cp "$MOTE" "$work/bin/mote"
mkdir "$work/toolchain"
# shellcheck source=/dev/null
. toolchain/places
cp -r "${home:?}/$static_target" "$work/toolchain"
cp -r examples/hello examples/httpd "$work/input"
mkdir "$work/input/made" "$work/input/programs"
native=$(native_hello)
cp "$native" "$work/input/programs/amd64"
for each in arm64 riscv64; do cp "$(foreign_hello $each)" "$work/input/programs/$each"; done
for each in one two three four; do
  printf '#include <assert.h>\nconst char *%s(const char *s) { assert(s); return __FILE__ __DATE__ __TIME__; }\n' $each >"$work/input/made/$each.c"
done
cat >"$work/input/made/main.c" <<'END'
#include <stdio.h>
const char *one(const char *), *two(const char *), *three(const char *), *four(const char *);
int main(int argc, char **argv) { return argc && puts(one(*argv)) < 0 && puts(two(*argv)) < 0 && puts(three(*argv)) < puts(four(*argv)); }
END
cat >"$work/input/made/Makefile" <<'END'
made: main.o libnumbers.a
	$(CC) $(LDFLAGS) -o $@ main.o -L. -lnumbers
libnumbers.a: one.o two.o three.o four.o
	$(AR) rc $@ $^
	$(RANLIB) $@
END
# a layer of several gzip members
seq 1 700000 >"$work/input/numbers"
chmod -R a+rX,u+w "$work"

# make-all OUTPUT: in a copy of the input, each way of writing
cat >"$work/bin/make-all" <<'END'
#!/bin/bash
set -eu
out=$1
note() { echo "--digest-file=$out/$1.digest"; }
# what was recalled shows nothing but that it was recalled
build() { mote build -q ${FRESH---no-cache} "$@"; }
build "$(note hello)" --metadata-file "$out.json" -o "oci:$out/hello:latest" -o "archive:$out/hello.tar" \
  -o "archive:$out/hello.tar.gz" -o "archive:$out/hello.tar.xz" -o "archive:$out/hello.tar.zst" hello
build --metadata-file "$out.httpd.json" "$(note httpd)" --with passwd --with tmp --with nsswitch -o "oci:$out/httpd:latest" httpd
build --metadata-file "$out.made.json" "$(note made)" --name made --run 'make -s -j4' --run-output made -o "archive:$out/made.tar" made
build "$(note docker)" --format=docker -o "archive:$out/docker.tar" hello
for how in none gzip:1 gzip:9 zstd zstd:19; do
  mote pack -q "$(note "pack-${how/:/-}")" --name many --compression "$how" --file httpd/site:/srv --label a=b --annotation c=d \
    -o "oci:$out/many:${how/:/-}" programs/amd64 programs/arm64 programs/riscv64
done
mote pack -q "$(note large)" --name large --file numbers:/numbers -o "oci:$out/large:latest" programs/amd64
mote pack -q "$(note large-zstd)" --name large --compression zstd --file numbers:/numbers -o "oci:$out/large:zstd" programs/amd64
mote pack -q "$(note many)" --name many -o "archive:$out/many.tar" programs/arm64 programs/amd64
END
chmod 755 "$work/bin/make-all"

run=0
out=$work/out
mkdir -m 777 "$out"

# attempt NAME FOLDER WITNESS COMMAND...: runs make-all in FOLDER through COMMAND, and WITNESS, a line for the shell
attempt() {
  local name=$1 folder=$2 witness=$3
  shift 3
  mkdir -m 777 "$out/$name"
  (
    cd "$folder"
    export PATH="$work/bin:$PATH" TMPDIR=$work/tmp
    "$@" bash -c "$witness" >"$out/$name.witness"
    "$@" make-all "$out/$name"
  ) >"$work/attempt.log" 2>&1 || { cat "$work/attempt.log" >&2; die "$name: mote failed"; }
}

# compare NAME: with what came out first
compare() {
  diff -r "$out/first" "$out/$1" || die "$1 changes the bytes"
  rm -rf "${out:?}/$1"
  run=$((run + 1))
}

# changed NAME FOLDER WITNESS COMMAND...
changed() {
  (cd "$work/input" && bash -c "$3") >"$out/without" || die "the witness of $1 failed"
  attempt "$@"
  ! cmp -s "$out/without" "$out/$1.witness" || die "$1: nothing was changed: $(cat "$out/without")"
  compare "$1"
}

export MOTE_TOOLCHAIN_DIR=$work/toolchain MOTE_ISOLATION=strict TZ=UTC
export XDG_CACHE_HOME=$work/cache
umask 022
attempt first "$work/input" true env

mkdir -p "$work/a longer/füller path/of 'quotes'"
cp -r "$work/input" "$work/a longer/füller path/of 'quotes'/project"
changed folder "$work/a longer/füller path/of 'quotes'/project" pwd env

# a user without a name, who owns a home with the toolchain in the usual place and nothing else
mkdir -p "$work/home/.cache/mote" "$work/home/tmp"
cp -r "$work/toolchain" "$work/home/.cache/mote/toolchain"
cp -r "$work/input" "$work/home/project"
chown -R 4711:4712 "$work/home"
changed user "$work/home/project" 'id -u' setpriv --reuid 4711 --regid 4712 --clear-groups \
  env -u MOTE_TOOLCHAIN_DIR -u XDG_CACHE_HOME HOME="$work/home" TMPDIR="$work/home/tmp" MOTE_ISOLATION=auto

(umask 077 && cp -r "$work/input" "$work/private")
# shellcheck disable=SC2016 # the shell inside expands it
changed umask "$work/private" 'umask; stat -c %a hello/hello.c' bash -c 'umask 077; exec "$@"' -
# shellcheck disable=SC2016 # the shell inside expands it
changed "wide umask" "$work/input" umask bash -c 'umask 000; exec "$@"' -

changed "time zone" "$work/input" 'date +%Z' env TZ=Pacific/Kiritimati

# where i has a capital with a dot, and names are sorted without regard to case
localedef -i tr_TR -f UTF-8 "$work/locale/tr_TR.UTF-8"
changed locale "$work/input" 'printf "b\nA\na\nB\n" | sort' env LOCPATH="$work/locale" LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 LANGUAGE=tr

for time in '1985-10-26 01:21' '2035-01-01 00:00'; do
  cp -r "$work/input" "$work/times"
  find "$work/times" -exec touch -d "$time" {} +
  changed "file times of $time" "$work/times" 'stat -c %Y hello/hello.c httpd/site' env
  rm -rf "$work/times"
done

# a tmpfs gives names in the order in which they were made, or the other way round
cat >"$work/bin/on-tmpfs" <<'END'
#!/bin/bash
set -eu
mount -t tmpfs none "$1/tmpfs"
(cd "$1/input" && find . | sort "$2" | while read -r each; do
  mkdir -p "$1/tmpfs/${each%/*}"
  [ -d "$each" ] || cp "$each" "$1/tmpfs/$each"
done)
cd "$1/tmpfs"
shift 2
exec "$@"
END
chmod 755 "$work/bin/on-tmpfs"
mkdir "$work/tmpfs"
for order in -s -r; do
  attempt "order$order" "$work/input" 'find .' unshare -m --propagation private on-tmpfs "$work" $order
  compare "order$order"
done
! cmp -s "$out/order-s.witness" "$out/order-r.witness" || die "order of folders: nothing was changed"

first_processor=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')
if [ "$(nproc)" -gt 1 ]; then
  changed "one processor" "$work/input" nproc taskset -c "$first_processor"
fi

# Every program in a namespace of mounts gets another clock. The strict rung hides this /etc from the compiler, the last one does not.
preload=$(find /usr/lib -name libfaketime.so.1 | head -n 1)
[ -n "$preload" ] || die "libfaketime is missing: toolchain/install-packages peers"
cat >"$work/bin/at-another-time" <<'END'
#!/bin/bash
set -eu
mount -t tmpfs none "$1"
mkdir "$1/etc" "$1/work"
echo "$2" >"$1/etc/ld.so.preload"
echo '@2031-07-08 09:10:11' >"$1/etc/faketimerc"
mount -t overlay -o "lowerdir=/etc,upperdir=$1/etc,workdir=$1/work" overlay /etc
shift 2
exec "$@"
END
chmod 755 "$work/bin/at-another-time"
mkdir "$work/clock"
for rung in strict none; do
  changed "clock, $rung" "$work/input" 'date +%Y; echo __DATE__ | clang-19 -E -P -' unshare -m --propagation private \
    at-another-time "$work/clock" "$preload" env MOTE_ISOLATION=$rung
done

# shellcheck disable=SC2016 # the shell inside expands it
changed "host name" "$work/input" hostname unshare -u bash -c 'hostname elsewhere; exec "$@"' -

# shellcheck disable=SC2016 # the shell inside expands it
changed environment "$work/input" 'echo $CC $LOGNAME' env CC=false CXX=false AR=false CFLAGS=-O0 LDFLAGS=-Wl,-s MAKEFLAGS=-i CPATH=/ LIBRARY_PATH=/ \
  PKG_CONFIG_PATH=/ LOGNAME=somebody USER=somebody COLUMNS=20 TERM=dumb NO_COLOR=1 POSIXLY_CORRECT=1 ZSTD_CLEVEL=1 GZIP=-1 XZ_OPT=-0

equal "the rung of the first run" strict "$(jq -r '.platforms[0].isolation' "$out/first.json")"
for rung in landlock none; do
  attempt "isolation $rung" "$work/input" true env MOTE_ISOLATION=$rung
  equal "the rung" "$rung" "$(jq -r '.platforms[0].isolation' "$out/isolation $rung.json")"
  compare "isolation $rung"
done

# The build cache: a build is kept, then recalled in the same folder; in another folder it is made again, with the same
# bytes.
for each in "kept false $work/input" "recalled true $work/input" "elsewhere false $work/a longer/füller path/of 'quotes'/project"; do
  read -r name cached folder <<<"$each"
  attempt "$name" "$folder" true env FRESH= MOTE_CACHE_DIR="$work/cache"
  equal "$name" "[$cached]" "$(jq -sc 'map(.platforms[].cached) | unique' "$out/$name".json "$out/$name".*.json)"
  compare "$name"
done

# What is an input changes every image: the comparison above can fail.
attempt input "$work/input" true env SOURCE_DATE_EPOCH=86400
for each in "$out"/first/*.digest; do
  ! cmp -s "$each" "$out/input/${each##*/}" || die "another time of the image leaves ${each##*/} as it was"
done
cp -r "$work/input" "$work/other"
echo >>"$work/other/httpd/site/index.html"
attempt file "$work/other" true env
for each in httpd pack-none pack-gzip-1 pack-gzip-9 pack-zstd pack-zstd-19; do
  ! cmp -s "$out/first/$each.digest" "$out/file/$each.digest" || die "another file leaves $each as it was"
done
echo "same-bytes: $run changes, $(find "$out/first" -type f | wc -l) files compared after each"
