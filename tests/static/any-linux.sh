#!/usr/bin/env bash
# A build has the same digest on every Linux: on this machine, on a root that has no file but a static mote, and in a container
# that blocks namespaces. Five projects try it, one for each of make, autoreconf, cmake, meson and perl, for amd64 and arm64; each
# commit builds one of them.
set -eu
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
[ "$(id -u)" = 0 ] || { echo "skipped: it must be root, who may mount" && exit; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source=$PWD
case $(uname -m) in x86_64) host=amd64 ;; aarch64) host=arm64 ;; esac
mkdir -p "$work/root/tmp" "$work/root/toolchain" "$work/root/project" "$work/root/proc" "$work/root/dev"
cp "build/static/$host/mote" "$work/root/mote"

die() {
  echo "$*" >&2
  exit 1
}

# The packages are those that ports are made with, so they are there.
packages=$(sed -n 's/^wanted //p' toolchain/ports.lock | paste -sd, -)

# project NAME OUTPUT COMMANDS: in $work/NAME
project() {
  mkdir -p "$work/$1"
  cd "$work/$1"
  sed '/^#/d' "$source/toolchain/ports.lock" >mote.lock
  printf 'name: %s\nplatforms: [amd64, arm64]\nbuild:\n  packages: [%s]\n  output: %s\n  run: %s\n' "$1" "$packages" "$2" "$3" >mote.yaml
  printf '#include <stdio.h>\nint main(void) { puts("made by %s, " __FILE__); return 0; }\n' "$1" >main.c
}

# shellcheck disable=SC2016 # make, the stage and perl expand them
begin() {
  case $1 in
  make)
    project make made make
    printf 'made: main.c\n\t$(CC) $(CFLAGS) -o $@ $(CURDIR)/main.c\n' >Makefile ;;
  autoreconf)
    project autoreconf hi '["autoreconf -fi", "./configure --host=$MOTE_TRIPLE", make]'
    printf 'AC_INIT([hi], [1])\nAM_INIT_AUTOMAKE([foreign])\nAC_PROG_CC\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n' >configure.ac
    printf 'bin_PROGRAMS = hi\nhi_SOURCES = main.c\n' >Makefile.am ;;
  cmake)
    project cmake b/hi '["cmake -B b", "cmake --build b"]'
    printf 'cmake_minimum_required(VERSION 3.13)\nproject(hi C)\nadd_executable(hi main.c)\n' >CMakeLists.txt ;;
  meson)
    project meson b/hi '["meson setup b --cross-file $MESON_CROSS_FILE", "ninja -C b"]'
    printf "project('hi', 'c')\nexecutable('hi', 'main.c')\n" >meson.build ;;
  perl)
    project perl hi '["perl make.pl main.c >new.c", "$CC $CFLAGS -o hi new.c"]'
    printf 'use strict; use POSIX qw(floor);\nwhile (<>) { s/made/floor(7.5) . " made by $]"/e; print; }\n' >make.pl ;;
  *) die "there is no project for $1" ;;
  esac
}

strict() {
  "$source/build/release/mote" build -q --no-cache --isolation strict -o oci:image
}

docker() {
  "$source/tests/support/as_in_docker.sh" "$source/build/release/mote" build -q --no-cache --isolation chroot -o oci:image
}

bare() {
  bwrap --bind "$work/root" / --bind /proc /proc --dev-bind /dev /dev --bind "$home" /toolchain --bind "$PWD" /project --chdir /project \
    --clearenv --setenv HOME / --setenv TMPDIR /tmp --setenv MOTE_TOOLCHAIN_DIR /toolchain /mote build -q --no-cache --isolation strict -o oci:image
}

for name in $(printf '%s\n' make autoreconf cmake meson perl | tests/support/pick 1); do
  begin "$name"
  first=
  for place in strict docker bare; do
    rm -rf image
    digest=$("$place") || die "$name: the build fails in \"$place\""
    digest=${digest##*@}
    case $digest in sha256:?*) ;; *) die "$name: no digest: $digest" ;; esac
    first=${first:-$digest}
    [ "$digest" = "$first" ] || die "$name: \"$place\" gives $digest and not $first"
  done
  [ "$("$source/build/release/mote" run oci:image)" ] || die "$name: it prints nothing"
  cd "$source"
done
