#!/usr/bin/env bash
# A toolchain that is made is there whole or not at all: when the installer is stopped or killed on the way, when the disk is
# full, and when two make it at once.
set -eu
work=$(mktemp -d)
mounted=
trap '[ -z "$mounted" ] || umount "$work/full"; rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

# until it says the text
begin() { # TEXT
  setsid mote toolchain install amd64 2>"$work/said" &
  installer=$!
  for _ in $(seq 600); do
    grep -qF "$1" "$work/said" && return
    sleep 0.1
  done
  die "it never said \"$1\": $(cat "$work/said")"
}

# shellcheck source=/dev/null
. toolchain/places
# with_compiler FOLDER: where one is there already, a toolchain takes a minute
with_compiler() {
  mkdir -p "$1"
  cp -al "${home:?}/compiler" "$1/compiler" 2>/dev/null || cp -a "$home/compiler" "$1/"
}

# left: what is in the home besides that compiler and locks
left() {
  find "$MOTE_TOOLCHAIN_DIR" -mindepth 1 -maxdepth 1 ! -name '.*.lock' ! -name compiler ! -name bubblewrap
}

export MOTE_TOOLCHAIN_DIR=$work/stopped
for text in "compiler: sources of" "musl: configure"; do
  begin "$text"
  kill -TERM "$installer"
  status=0
  wait "$installer" || status=$?
  [ $status = 143 ] || die "stopped: status $status"
  [ -z "$(left)" ] || die "stopped: $(left)"
  [ -e "$work/stopped/compiler" ] || with_compiler "$work/stopped"
done

begin "musl: configure"
kill -KILL -- "-$installer"
wait "$installer" 2>/dev/null || true
[ ! -e "$work/stopped/amd64" ] || die "killed: a toolchain is there"

# the next one begins anew, and another one waits for it
mote toolchain install amd64 2>"$work/first" &
first=$!
mote toolchain install x86_64 2>"$work/second" &
second=$!
wait "$first" || die "the first of two failed: $(cat "$work/first")"
wait "$second" || die "the second of two failed: $(cat "$work/second")"
[ "$(cat "$work/first" "$work/second" | grep -c ': amd64: done, in ')" = 1 ] || die "both made it"
[ "$(left)" = "$work/stopped/amd64" ] || die "left: $(left)"
usual=$(env -u MOTE_TOOLCHAIN_DIR mote toolchain list --json | jq -r '.[0].folder')
for part in sysroot/usr/lib/libc.a resource/lib/linux bin toolchain.cmake; do
  diff -r "$usual/$part" "$work/stopped/amd64/$part" || die "$part differs from that of another build"
done

# all of it is removed while it is made
export MOTE_TOOLCHAIN_DIR=$work/removed
with_compiler "$work/removed"
begin "compiler runtime of"
until rm -rf "$work/removed" 2>/dev/null; do sleep 0.1; done
if wait "$installer"; then die "removed: it was made all the same"; fi
[ "$(tail -n 1 "$work/said")" = "mote: amd64: \"$work/removed\" was removed while the toolchain was made; install it again" ] ||
  die "removed: it says: $(cat "$work/said")"
[ ! -e "$work/removed/amd64" ] || die "removed: a toolchain is there"

# the disk becomes full on the way
[ "$(id -u)" = 0 ] || die "the rest must be root, who may mount"
mkdir "$work/full"
mount -t tmpfs -o size=260m none "$work/full"
mounted=1
export MOTE_TOOLCHAIN_DIR=$work/full
with_compiler "$work/full"
begin "compiler runtime of"
head -c 260000000 /dev/zero >"$work/full/.filler.lock" 2>/dev/null || :
if wait "$installer"; then die "it found room on a full disk"; fi
grep '^mote: ' "$work/said" | grep -qE '^mote: amd64: (the disk of ".*became full|".*/full" has [0-9]+ MB free and 100 are needed); free some' ||
  die "full: it says: $(cat "$work/said")"
[ "$(grep -vc '^toolchain: amd64: ' "$work/said")" = 1 ] || die "full: more than a line: $(cat "$work/said")"
[ -z "$(left)" ] || die "full: something was left: $(left)"
