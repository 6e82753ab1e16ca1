#!/usr/bin/env bash
# What toolchain/build does to be quick changes nothing: an object of musl's that is compiled alone has the bytes of the one
# that was compiled with others, and what config.site answers is what a compiler would have found out.
set -euo pipefail
# shellcheck source=/dev/null
. tests/support/static.sh
# shellcheck source=/dev/null
. toolchain/places
tool=${home:?}/${static_target:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  echo "$*" >&2
  exit 1
}

echo "== objects"
here=$PWD/toolchain
# shellcheck disable=SC2034 # for the function of build
tools=$home/compiler/bin
# shellcheck source=/dev/null
. "$here/targets/$static_target"
eval "$(sed -n '/^musl_version=/p; /^musl_source() {/,/^}/p; /^musl_configure() {/,/^}/p' "$here/build")"
musl_source >"$work/log"
musl_configure >"$work/log" || die "configure fails: $(cat "$work/log")"
# one of forty; names that several objects have tell nothing
llvm-ar-19 t "$tool/sysroot/usr/lib/libc.a" | sort | uniq -u | awk 'NR % 40 == 1' >"$work/names"
make -s -C "$work/musl" -n lib/libc.a | grep -o ' -c -o obj/[^ ]*' | sed 's/.* //' | grep -E "/($(paste -sd '|' "$work/names" | sed 's/\./\\./g'))$" >"$work/objects"
# shellcheck disable=SC2046 # a list of words
make -s -C "$work/musl" -j"$(nproc)" $(cat "$work/objects")
while read -r object; do
  llvm-ar-19 p "$tool/sysroot/usr/lib/libc.a" "${object##*/}" | cmp - "$work/musl/$object" || die "$object has other bytes alone"
done <"$work/objects"
[ "$(wc -l <"$work/objects")" -ge 25 ] || die "only these were looked at: $(cat "$work/objects")"

echo "== answers"
answers() { # KIND
  sed -n "s/^: \"\${ac_cv_$1_\([a-z0-9_]*\)=yes}\"\$/\1/p" "$tool/config.site"
}
answers func >"$work/functions"
{
  sed 's/.*/char &();/' "$work/functions"
  echo 'char (*all[])() = {'
  sed 's/$/,/' "$work/functions"
  echo '}; int main(int argc, char **argv) { return argv[0] && all[argc] == 0; }'
} >"$work/functions.c"
"$tool/bin/cc" -std=gnu89 -w -fno-builtin -o "$work/functions.out" "$work/functions.c" || die "a function of config.site is not there"
[ "$(wc -l <"$work/functions")" -gt 1000 ] || die "config.site knows only these functions: $(cat "$work/functions")"
(cd "$tool/sysroot/usr/include" && find . -name '*.h' | sed 's,^\./,,') | awk '{ name = $0; gsub(/[^a-z0-9]/, "_", name); print name, $0 }' >"$work/names"
answers header | while read -r answer; do
  sed -n "s/^$answer \(.*\)/#include <\1>/p" "$work/names" | grep . || die "config.site names $answer, which is not there"
done >"$work/headers.c"
"$tool/bin/cc" -w -fsyntax-only "$work/headers.c" || die "a header of config.site does not compile"
[ "$(wc -l <"$work/headers.c")" -gt 100 ] || die "config.site knows only these headers: $(cat "$work/headers.c")"
