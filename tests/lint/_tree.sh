#!/usr/bin/env bash
# What `make lint` does: asks every tool, also when an earlier one found something, and names at the end the tools that
# found something. The Makefile says which files there are: SOURCES, HEADERS, C_FILES, MANUALS, and with which flags, LINT_CFLAGS,
# clang-tidy reads them. With QUICK its analyzer is left out.
# shellcheck disable=SC2317 # ask calls the functions
set -u
cd "$(dirname "$0")/../.." || exit 2
: "${SOURCES:?} ${HEADERS:?} ${C_FILES:?} ${MANUALS:?} ${LINT_CFLAGS:?}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
read -ra sources <<<"$SOURCES"
read -ra headers <<<"$HEADERS"
read -ra c_files <<<"$C_FILES"
read -ra manuals <<<"$MANUALS"
tools=0 failed=()

# ask NAME COMMAND...: prints what the tool says if it fails
ask() {
  tools=$((tools + 1))
  "${@:2}" >"$scratch/said" 2>&1 && return
  failed+=("$1")
  printf '== %s\n' "$1"
  cat "$scratch/said"
}

# The files of the tree, those too that git has not been told of yet.
tree_files() {
  git ls-files --cached --others --exclude-standard | while IFS= read -r file; do [ ! -f "$file" ] || printf '%s\n' "$file"; done
}

circles() {
  objects=("${sources[@]/#/build/release/}")
  nm -A -P "${objects[@]/%.c/.o}" | awk -f tests/lint/circles.awk src/layers -
}

# gcc names the line of the header. It is told LINT_CFLAGS by a file: these have quotes.
examples() {
  awk -f tests/lint/examples.awk tests/lint/examples.names "${headers[@]}" >"$scratch/examples.c" &&
    printf '%s\n' "$LINT_CFLAGS" >"$scratch/flags" &&
    gcc "@$scratch/flags" -fsyntax-only -Wall -Werror -Wno-unused "$scratch/examples.c"
}

mentions() {
  tree_files | awk -f tests/lint/mentions.awk - tests/lint/mentions.names "${c_files[@]}"
}

check_format() {
  clang-format-19 --dry-run -Werror "${c_files[@]}" || { echo 'run: make format'; return 1; }
}

# A case of the command line is run by bash, and most of them say nothing of that.
check_scripts() {
  local status=0
  # an input of a fuzz target may hold a script, and is none
  tree_files | grep -v '^tests/fuzz/corpus/' | xargs -d '\n' grep -lE '^#!.*(ba)?sh( |$)' >"$scratch/scripts"
  tree_files | grep '^tests/.*\.sh$' | grep -vxF -f "$scratch/scripts" >"$scratch/cases"
  xargs -d '\n' -P"$(nproc)" -n20 shellcheck -x <"$scratch/scripts" || status=1
  xargs -d '\n' -P"$(nproc)" -n20 shellcheck -x -s bash <"$scratch/cases" || status=1
  return "$status"
}

check_links() {
  tree_files | grep '\.md$' | xargs -d '\n' tests/lint/links.py
}

tidy() {
  command -v clang-tidy-19 || { echo 'clang-tidy-19 is not installed; run: toolchain/install-packages lint'; return 1; }
  # shellcheck disable=SC2016 # the inner shell expands it
  printf '%s\n' "${sources[@]}" | xargs -P"$(nproc)" -n3 sh -c \
    'found=$(clang-tidy-19 --quiet ${QUICK:+--checks=-clang-analyzer-*} "$@" -- $LINT_CFLAGS 2>/dev/null) || { echo "$found"; exit 1; }' tidy
}

ask layers awk -f tests/lint/layers.awk src/layers "${sources[@]}" "${headers[@]}"
ask circles circles
ask sizes awk -f tests/lint/sizes.awk "${c_files[@]}"
ask comments awk -f tests/lint/comments.awk "${sources[@]}" "${headers[@]}" tests/unit/*.c tests/unit/*/*.[ch] tests/fuzz/*.c tests/bench/*.c
ask names awk -f tests/lint/names.awk "${sources[@]}" "${headers[@]}"
ask examples examples
ask mentions mentions
ask clang-format check_format
ask shellcheck check_scripts
ask links check_links
ask mandoc mandoc -Tlint -Wwarning "${manuals[@]}"
ask cppcheck cppcheck -q --std=c11 --error-exitcode=1 --inline-suppr --suppressions-list=.cppcheck -j2 \
  --enable=warning,performance,portability -Isrc '-DMOTE_PREFIX=""' "${sources[@]}"
ask clang-tidy tidy
[ ${#failed[@]} -eq 0 ] && exit
printf 'lint: %d of %d tools found something: %s\n' ${#failed[@]} $tools "${failed[*]}"
exit 1
