#!/usr/bin/env bash
# `make lint` asks every tool, names those that found something, and sees files that git does not know yet: tried in a
# small tree with something wrong for each.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src/base" "$work/tests/lint" "$work/tests/cli/x" "$work/docs" "$work/build/release/src/base" \
  "$work/tests/unit/base" "$work/tests/fuzz" "$work/tests/bench"
cp tests/lint/_tree.sh tests/lint/*.names tests/lint/*.awk tests/lint/*.py "$work/tests/lint/"
cp .clang-format .clang-tidy .cppcheck .gitignore "$work/"
cd "$work"
git init -q .
echo base >src/layers

# says TEXT: the last run did, and it failed
says() {
  grep -q -F -e "$1" said || { cat said; echo "lint does not say: $1"; exit 1; }
}
lint() {
  SOURCES=src/base/one.c HEADERS=src/base/one.h C_FILES='src/base/one.c src/base/one.h' MANUALS=docs/one.1 \
    LINT_CFLAGS=-Isrc QUICK=1 tests/lint/_tree.sh >said 2>&1
}
printf '#ifndef BASE_ONE_H\n#define BASE_ONE_H\nint one(void);\n#endif\n' >src/base/one.h
printf '#include "base/one.h"\n\nint\none(void)\n{\n\treturn 1;\n}\n' >src/base/one.c
printf '.Dd July 1, 2025\n.Dt ONE 1\n.Os\n.Sh NAME\n.Nm one\n.Nd one\n' >docs/one.1
for each in unit/test_one unit/base/test_one fuzz/fuzz_one bench/bench_one; do echo 'int one;' >tests/$each.c; done
echo '# One' >README.md
echo 'mote build | cat' >tests/cli/x/case.sh
gcc -Isrc -c -o build/release/src/base/one.o src/base/one.c
lint || { cat said; echo 'lint refuses a good tree'; exit 1; }

printf '#include "base/one.h"\n\nint one(void)\n{\n\tint x[2] = {0};\n\tif (x[1] == 2);\n\t\tgoto out;\nout:\n\treturn x[3];\n}\n' >src/base/one.c
printf '#ifndef BASE_ONE_H\n#define BASE_ONE_H\n/*\n * Counts, see base/two.h.\n *\n *\tone(2);\n */\nint one(void);\n#endif\n' >src/base/one.h
echo '.Foo' >>docs/one.1
echo '[there](there.md)' >README.md
# shellcheck disable=SC2016 # as it stands in the case
echo 'mote build $name' >tests/cli/x/case.sh
{ echo "#!/bin/sh"; cat tests/cli/x/case.sh; } >unknown-to-git
! lint || { echo 'lint accepts a bad tree'; exit 1; }
says 'src/base/one.c:7: no goto'
says 'src/base/one.h:6'
says 'src/base/one.h:4: there is no base/two.h'
says 'run: make format'
says 'tests/cli/x/case.sh line 1'
says 'unknown-to-git line 2'
says 'docs/one.1:7'
says 'lint: 9 of 13 tools found something: names examples mentions clang-format shellcheck links mandoc cppcheck clang-tidy'
