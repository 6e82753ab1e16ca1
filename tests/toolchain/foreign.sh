#!/usr/bin/env bash
# Toolchains that people have: gcc of a cross toolchain, clang with a sysroot. tests/toolchain/_zig.sh tries zig cc.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MOTE_CACHE_DIR=$work/cache
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"

die() {
  echo "$*" >&2
  exit 1
}

# refused STATUS WORDS ARGUMENT...: mote build says nothing but this, and ends with the status
refused() {
  local want=$1 words=$2 said status=0
  shift 2
  said=$("$MOTE" build -q -o oci:refused "$@" 2>&1) || status=$?
  [ "$status" = "$want" ] || die "$*: status $status, not $want: $said"
  # shellcheck disable=SC2254 # a pattern
  case $said in $words) ;; *) die "$*: it says: $said" ;; esac
  [ ! -e refused ] || die "$*: it wrote something"
}

mkdir "$work/project"
cd "$work/project"
cat >main.c <<'C'
#include <pthread.h>
#include <stdio.h>
static void *work(void *n) { ++*(int *)n; return NULL; }
int main(void)
{
	pthread_t thread;
	int n = 41;
	pthread_create(&thread, NULL, work, &n);
	pthread_join(thread, NULL);
	return printf("%d\n", n) != 3;
}
C

# gcc, by its name or path: static, proven, and under keys of its own
own=$("$MOTE" build -q -o oci:image main.c)
first=$("$MOTE" build -q --toolchain musl-gcc -o oci:image --metadata-file image.json main.c)
[ "$first" != "$own" ] || die "mote's own toolchain built it"
jq -r '.platforms[0].toolchain' image.json | grep -qE '^gcc [0-9.]+ \(musl-gcc\)$' || die "$(cat image.json)"
[ "$("$MOTE" run -q oci:image)" = 42 ] || die "the program fails"
[ "$("$MOTE" build -q --toolchain musl-gcc -o oci:image --metadata-file image.json main.c)" = "$first" ] || die "recalled, another image"
[ "$(jq '.platforms[0].cached' image.json)" = true ] || die "it was not recalled"
[ "$("$MOTE" build -q --no-cache --toolchain /usr/bin/x86_64-linux-musl-gcc --isolation landlock -o oci:image main.c)" = "$first" ] ||
  die "by its path and on another rung: another image"
[ "$("$MOTE" build -q -o oci:image --metadata-file image.json main.c)" = "$own" ] || die "the next build of mote's own: another image"
[ "$(jq '.platforms[0].cached' image.json)" = true ] || die "the next build of mote's own was not recalled"

# the specs of this gcc know no static-pie and link a dynamic one without a word
refused 4 '*: build: the toolchain "musl-gcc" makes no static executable for linux/amd64: "what musl-gcc links" *PT_INTERP*' --toolchain musl-gcc --static-pie main.c

# a project's own build, by its siblings and by cmake
mkdir own
cp main.c own/
echo 'int other(void) { return 0; }' >own/other.c
printf 'cmake_minimum_required(VERSION 3.13)\nproject(p C)\nadd_library(other STATIC other.c)\nadd_executable(cmade main.c)\ntarget_link_libraries(cmade other)\n' >own/CMakeLists.txt
cat >own/mote.yaml <<'END'
name: own
build:
  toolchain: ${triple}-gcc
  run:
    - $CC $CFLAGS -c other.c main.c && $AR rcs libother.a other.o && $RANLIB libother.a && $NM libother.a && $CC -o made main.o $LDFLAGS libother.a
    - cmake -B c . && cmake --build c
  output: [made, c/cmade]
platforms: [amd64]
END
(cd own && "$MOTE" build -q --wrapper ccache -o oci:../own-image --metadata-file ../image.json >/dev/null 2>&1) || die "a project's own build fails: $(cd own && "$MOTE" build -o oci:../own-image 2>&1)"
[ "$(jq -r '.platforms[0].wrapper' image.json)" = ccache ] || die "ccache is not used"
for program in made cmade; do
  "$MOTE" inspect --files oci:own-image | grep -q "/$program\$" || die "there is no $program"
done

# clang with a sysroot, for two processors. This is what mote's own toolchain is, so the bytes are the same, without
# packed relocations: the user's musl may be older than these.
mkdir "$work/sysroots"
ln -s "$home/amd64" "$work/sysroots/x86_64-linux-musl"
ln -s "$home/arm64" "$work/sysroots/aarch64-linux-musl"
# shellcheck disable=SC2016 # mote replaces it
command='clang-19 --sysroot=DIR/${triple}/sysroot -resource-dir DIR/${triple}/resource --gcc-toolchain=/nonexistent -BDIR/${triple}/sysroot/usr/lib --rtlib=compiler-rt --unwindlib=none'
own=$("$MOTE" build -q -p amd64,arm64 --ldflags -Wl,--pack-dyn-relocs=none -o oci:image main.c)
[ "$("$MOTE" build -q -p amd64,arm64 --toolchain "${command//DIR/$work/sysroots}" -o oci:image --metadata-file image.json main.c)" = "$own" ] ||
  die "clang with a sysroot: another image"
[ "$(jq -c '[.platforms[].toolchain]' image.json)" = '["clang 19.1.7 (clang-19)","clang 19.1.7 (clang-19)"]' ] || die "$(cat image.json)"
"$MOTE" build -q -p arm64 --toolchain "${command//DIR/$work/sysroots}" --isolation landlock -o rootfs:rootfs.tar main.c >/dev/null
mkdir root
tar -xf rootfs.tar -C root
[ "$(/usr/bin/qemu-aarch64-static root/main)" = 42 ] || die "the program for arm64 fails"

# one that no package of the host vouches for: it is shown to the stage, and nothing is kept of it
mkdir -p tools/bin
printf '#!/bin/sh\nexec /usr/bin/musl-gcc "$@"\n' >tools/bin/mine-gcc
chmod 755 tools/bin/mine-gcc
printf 'build:\n  sources: main.c\n  toolchain: tools/bin/mine-gcc\n' >mote.yaml
for rung in strict landlock none; do
  [ "$("$MOTE" build -q --name main --isolation $rung -o oci:image --metadata-file image.json)" = "$first" ] || die "a script of the project on $rung: another image"
  [ "$(jq '.platforms[0].cached' image.json)" = false ] || die "it was recalled"
done
(cd / && "$MOTE" build -q --name main -o oci:"$work/image" "$work/project" >/dev/null) || die "the path is not that of mote.yaml's folder"
# its version too is asked where it can do nothing
printf '#!/bin/sh\necho >>"%s/escaped"; exec /usr/bin/musl-gcc "$@"\n' "$work" >tools/bin/mine-gcc
"$MOTE" build -q --name main --isolation strict -o oci:image >/dev/null 2>&1 || true
[ ! -e "$work/escaped" ] || die "a project's compiler ran outside of the sandbox"
rm mote.yaml

# what will not do, in one line
script() { # NAME LINE
  printf '#!/bin/sh\n%s\n' "$2" >"tools/bin/$1"
  chmod 755 "tools/bin/$1"
}
refused 3 '*: build: the compiler "no-such-gcc" is not in PATH; install it, or name its path' --toolchain no-such-gcc main.c
refused 3 '*: build: there is no compiler "tools/none"' --toolchain tools/none main.c
refused 1 '*: build: "./main.c" cannot be executed; name a compiler, as in CC' --toolchain ./main.c main.c
script other 'echo other compiler 1.0'
refused 1 '*: build: "other" is neither gcc nor clang nor zig cc; it says "other compiler 1.0"' --toolchain tools/bin/other main.c
script old-gcc 'echo "gcc (GCC) 4.9.2"; echo "Copyright (C) 2014 Free Software Foundation, Inc."'
refused 1 '*: build: gcc 4.9.2 (old-gcc) is too old; gcc 8.0 and later will do' --toolchain tools/bin/old-gcc main.c
script broken-gcc 'exit 7'
refused 1 '*broken-gcc --version" exited with status 7; a toolchain is gcc, clang or zig cc' --toolchain tools/bin/broken-gcc main.c
# shellcheck disable=SC2016 # the script's own
script lying-gcc 'for a; do shift; case $a in -static*) ;; *) set -- "$@" "$a" ;; esac; done; exec gcc "$@"'
refused 4 '*: build: the toolchain "lying-gcc" makes no static executable for linux/amd64: "what lying-gcc links" *PT_INTERP*' --toolchain tools/bin/lying-gcc -p amd64 main.c
# shellcheck disable=SC2016
script failing-gcc 'case $* in *--version*) exec gcc --version ;; esac; echo "no crt1.o" >&2; exit 1'
refused 1 '*: build: the toolchain "failing-gcc" makes no static executable for linux/amd64: it says: no crt1.o' --toolchain tools/bin/failing-gcc -p amd64 main.c
refused 4 '*: build: the toolchain "musl-gcc" makes no static executable for linux/arm64: "what musl-gcc links" is for another processor: *' --toolchain musl-gcc -p arm64 main.c
echo 'int main() {}' >main.cpp
refused 3 '*: build: there are C++ sources, but no C++ compiler beside "musl-gcc"' --toolchain musl-gcc main.cpp
refused 2 '*there are both "toolchain" and "ports"; *' --toolchain musl-gcc --port zlib main.c
refused 2 '*there are both "toolchain" and "malloc"; *' --toolchain musl-gcc --malloc mimalloc main.c
refused 2 '*toolchain is empty; *' --toolchain ' ' main.c
# shellcheck disable=SC2016
refused 2 '*"$(id)" cannot be part of a toolchain'"'"'s command; *' --toolchain 'musl-gcc $(id)' main.c
