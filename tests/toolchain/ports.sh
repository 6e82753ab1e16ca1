#!/usr/bin/env bash
# The catalogue of libraries as a whole, and how builds use it; tests/ports tries the libraries.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

all=$(find toolchain/ports -name '*.mk' -printf '%f\n' | sed 's/.mk$//' | sort)
for port in $all; do
  [ -e "tests/ports/$port.c" ] || [ -e "tests/ports/$port.cpp" ] || die "no program of tests/ports uses $port"
  for key in VERSION LICENSE SYSTEM; do
    grep -q "^$key = ." "toolchain/ports/$port.mk" || die "$port lacks $key"
  done
  [[ $port == *-headers ]] || grep -q "^LIBS = ." "toolchain/ports/$port.mk" || die "$port lacks LIBS"
  [ "$port" = libc-extras ] || grep -q "^$port = ." toolchain/headers || die "toolchain/headers does not say what $port has"
  grep -qE "(^|[, ])$port([,. ]|$)" docs/mote-ports.1 || die "mote-ports(1) does not name $port"
  grep -q '^HOMEPAGE = .' "toolchain/ports/$port.mk" && grep -q '^SOURCE = .' "toolchain/ports/$port.mk" || [ -f "toolchain/ports/$port.c" ] || die "$port lacks SOURCE or HOMEPAGE"
done
[ "$(wc -w <<<"$all")" -ge 30 ] || die "the catalogue has shrunk"
of_mote=$(sed -n 's/^  ports: \[\(.*\)\]$/\1/p' src/mote.yaml | tr -d ,)
[ -n "$of_mote" ] || die "src/mote.yaml names no ports"
for port in $of_mote; do
  grep -q "^everywhere='.* $port .*'\$" tests/ports/_try.sh || die "tests/ports/_try.sh does not try $port for every processor, which mote needs"
done

mote ports build -q -p amd64 zlib
# one that is there is not made again, and works from elsewhere
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
before=$(stat -c %i "$home/ports/amd64/zlib")
mote ports build -q -p amd64 zlib
[ "$before" = "$(stat -c %i "$home/ports/amd64/zlib")" ] || die "zlib was made again"
cp -a "$home/ports/amd64/zlib" "$work/moved"
[ "$(PKG_CONFIG_LIBDIR="$work/moved/lib/pkgconfig" "$home/amd64/bin/pkg-config" --variable=includedir zlib)" = "$work/moved/lib/pkgconfig/../../include" ] ||
  die "zlib.pc does not find itself"

# the flags of a library and of what it needs, each before what it needs
[ "$(mote ports flags -p amd64 libelf)" = "-isystem $home/ports/amd64/zlib/include -L$home/ports/amd64/zlib/lib \
-isystem $home/ports/amd64/libelf/include -L$home/ports/amd64/libelf/lib -lelf -lz" ] || die "flags: $(mote ports flags -p amd64 libelf)"

# mote finds it, links it, recalls it; the image is the same on every rung
cp tests/ports/zlib.c "$work/main.c"
cd "$work"
printf 'name: zlib\nbuild:\n  sources: [main.c]\n  ports: [zlib]\nplatforms: [amd64, arm64]\n' >mote.yaml
first=$(mote build -q --isolation none --no-cache -o oci:image)
for rung in landlock strict; do
  [ "$(mote build -q --isolation $rung --no-cache -o oci:image)" = "$first" ] || die "another image on the rung $rung"
done
mote run oci:image || die "the image fails"
mote build -q -o oci:image >/dev/null
mote build -o oci:image >words 2>&1
[ "$(grep -c cached words)" = 2 ] || die "it was not recalled: $(cat words)"

# the project's own build finds it, whichever that is
mkdir own
cp main.c own/
printf 'cmake_minimum_required(VERSION 3.13)\nproject(p C)\nfind_package(ZLIB REQUIRED)\nadd_executable(cmade main.c)\ntarget_link_libraries(cmade ZLIB::ZLIB)\n' >own/CMakeLists.txt
printf "project('p', 'c')\nexecutable('mesoned', 'main.c', dependencies: dependency('zlib'))\n" >own/meson.build
cat >own/mote.yaml <<'END'
name: own
build:
  # cmake is a program of the host here
  root: host
  ports: [libarchive]
  run:
    - printf "#include <archive.h>\n#include <zlib.h>\n" >asked.c && cc -E $CPPFLAGS asked.c >/dev/null
    - $CC $CFLAGS $(pkg-config --cflags libarchive) -o configured main.c $LDFLAGS $(pkg-config --libs libarchive)
    - cmake -B c . && cmake --build c
    - meson setup m --cross-file $MESON_CROSS_FILE && ninja -C m
  output: [configured, c/cmade, m/mesoned]
platforms: [arm64]
END
(cd own && mote build -q -o oci:../own-image >/dev/null) || die "a build of its own does not find zlib"
mote inspect --files oci:own-image >files
for program in configured cmade mesoned; do
  grep -q "/$program\$" files || die "there is no $program: $(cat files)"
done
