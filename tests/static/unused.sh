#!/usr/bin/env bash
# src/unused.ld names nothing that the libraries have not, on either processor: such a line would be one of an older version,
# and what it kept out is back.
set -euo pipefail
# shellcheck source=/dev/null
. toolchain/places
: "${home:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2016
sed 's,/\*.*\*/,,; /\/\*/,/\*\//d' src/unused.ld | tr ';' '\n' | sed -n 's/^ *\([A-Za-z0-9_]*\) = .*/\1/p' | sort >"$work/named"
[ -s "$work/named" ]
uniq -d "$work/named" >"$work/twice"
[ ! -s "$work/twice" ] || { echo "named twice:" && cat "$work/twice" && exit 1; }
for processor in amd64 arm64; do
  for port in openssl curl zstd; do
    llvm-nm-19 --defined-only --format=just-symbols "$home/ports/$processor/$port"/lib/*.a 2>/dev/null
  done | sort -u >"$work/defined"
  comm -23 "$work/named" "$work/defined" >"$work/unknown"
  [ ! -s "$work/unknown" ] || { echo "no library for $processor has:" && cat "$work/unknown" && exit 1; }
done
