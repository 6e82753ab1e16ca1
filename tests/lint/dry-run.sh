#!/usr/bin/env bash
# `make -n` builds nothing, whatever the goal: not in the tree, which has no build/ here, and no toolchain.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tree" "$work/toolchain" "$work/home"
git ls-files -z --cached --others --exclude-standard -- . ':!tests/fuzz/corpus' | sort -zu |
  while read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done | xargs -0 cp -P --parents -t "$work/tree"
unset MAKEFLAGS MFLAGS MAKELEVEL
cd "$work/tree"
find "$work/tree" "$work/toolchain" "$work/home" | sort >"$work/before"
goals=$(sed -n 's/^\([a-z][a-z-]*\):.*## .*/\1/p' Makefile)
# shellcheck disable=SC2086 # words
HOME=$work/home MOTE_TOOLCHAIN_DIR=$work/toolchain timeout 60 make -n $goals >"$work/said" 2>&1 || { tail "$work/said"; exit 1; }
find "$work/tree" "$work/toolchain" "$work/home" | sort >"$work/after"
grep -q -e '-C toolchain' "$work/said" || { echo 'make -n does not say that it would call the toolchain'; exit 1; }
diff "$work/before" "$work/after" || { echo 'make -n has made these files'; exit 1; }
