#!/usr/bin/env bash
# One program of the corpus: its source brought, built for amd64 and for arm64 with nothing recalled, proven static, packed, and
# its smoke test run for both. Prints one line with bytes and seconds, and leaves them in build/corpus/NAME for the table of
# docs/corpus.md, which must say the same bytes within 2 %; with UPDATE=1 that is not asked.
#   tests/corpus/_try.sh NAME
set -euo pipefail
cd "$(dirname "$0")/../.."
name=${1:?"usage: tests/corpus/_try.sh NAME"}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v mote >/dev/null || PATH=$PWD/build/release:$PATH
export MOTE_CACHE_DIR=$work/cache
layout=$work/layout
platforms=(linux/amd64 linux/arm64)

die() {
  echo "$name: $*" >&2
  exit 1
}

folder=examples/corpus/$name
[ -d "$folder" ] || folder=examples/$name
[ -f "$folder/mote.yaml" ] || die "neither examples/corpus/$name nor examples/$name has a mote.yaml"
[ "$(wc -l <"$folder/mote.yaml")" -le 20 ] || die "$folder/mote.yaml has more than 20 lines"

bring_source() {
  local source
  source=$(sed -n 's/^# source: //p' "$folder/mote.yaml")
  [ -n "$source" ] || die "$folder/mote.yaml has no line \"# source: FILE\""
  [ -d "$folder/src" ] || toolchain/unpack "$(toolchain/fetch "$source")" "$folder/src"
}

# What a port takes to build is not the program's.
build_ports() {
  local ports
  ports=$(sed -n 's/^  ports: \[\(.*\)\]$/\1/p' "$folder/mote.yaml" | tr -d ,)
  # shellcheck disable=SC2086 # a list of words
  [ -z "$ports" ] || mote ports build -q --platform amd64,arm64 $ports
}

declare -A seconds cpu bytes

build() { # PLATFORM
  local TIMEFORMAT='%R %U %S' all user system
  { time mote build -q -p "$1" -o "oci:$work/once:latest" "$folder" >"$work/log" 2>&1; } 2>"$work/time" || {
    tail -n 60 "$work/log" >&2
    die "the build for $1 failed"
  }
  read -r all user system <"$work/time"
  seconds[$1]=$all
  cpu[$1]=$(awk "BEGIN { print $user + $system }")
}

prove() { # PLATFORM
  local root=$work/${1#linux/} file count=0
  mkdir "$root"
  mote copy -q -p "$1" "oci:$layout:latest" "rootfs:$root.tar" >/dev/null
  tar -xf "$root.tar" -C "$root"
  while IFS= read -r -d '' file; do
    [ "$(head -c 4 "$file" | tail -c 3)" = ELF ] || continue
    mote check --platform "$1" "$file" >"$work/log" || die "$(cat "$work/log")"
    count=$((count + 1))
  done < <(find "$root" -type f -print0)
  [ $count -gt 0 ] || die "no executable is in the image for $1"
}

# docs/corpus.md says what the image takes.
compare() { # PLATFORM COLUMN
  local said off
  said=$(awk -F'|' -v row="^ \\\\[$name\\\\]" -v column="$2" '$2 ~ row { gsub(/[ ,]/, "", $column); print $column }' docs/corpus.md)
  [ -n "$said" ] || die "docs/corpus.md has no row for it; UPDATE=1 make corpus writes it"
  off=$((${bytes[$1]} - said))
  [ $((${off#-} * 50)) -le "$said" ] ||
    die "docs/corpus.md says $said bytes for $1, it is ${bytes[$1]}; UPDATE=1 make corpus writes the new size"
}

bring_source
build_ports
for platform in "${platforms[@]}"; do build "$platform"; done
mote build -q -p amd64,arm64 -o "oci:$layout:latest" "$folder" >"$work/log" 2>&1 || die "$(tail -n 60 "$work/log")"
for platform in "${platforms[@]}"; do
  prove "$platform"
  bytes[$platform]=$(mote inspect --json --platform "$platform" "oci:$layout:latest" | jq '.platforms[0].size')
  # a program that dies of a signal under an emulator may spin instead
  timeout -k 15 300 bash "tests/corpus/$name.sh" "oci:$layout:latest" "$platform" || die "the smoke test failed for $platform"
done

version=$(sed -n 's/^# source: .*_\([0-9][^_]*\)\.orig.*/\1/p' "$folder/mote.yaml")
mkdir -p build/corpus
{
  echo "version=$version folder=$folder"
  for platform in "${platforms[@]}"; do
    echo "${platform#linux/}_bytes=${bytes[$platform]} ${platform#linux/}_seconds=${seconds[$platform]} ${platform#linux/}_cpu=${cpu[$platform]}"
  done
} >"build/corpus/$name"
printf '%s %s: amd64 %s bytes, %s s (%s of processors); arm64 %s bytes, %s s (%s)\n' "$name" "$version" \
  "${bytes[linux/amd64]}" "${seconds[linux/amd64]}" "${cpu[linux/amd64]}" \
  "${bytes[linux/arm64]}" "${seconds[linux/arm64]}" "${cpu[linux/arm64]}"
[ "${UPDATE:-}" = 1 ] || { compare linux/amd64 4; compare linux/arm64 5; }
