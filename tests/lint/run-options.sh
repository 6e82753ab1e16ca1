#!/usr/bin/env bash
# tests/run: the names of tests, patterns, and what it says where nothing fits.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# lists NAME ARGUMENT...: only the test NAME
lists() {
  local name=$1
  shift
  [ "$(tests/run --list "$@")" = "$name" ] || { echo "tests/run --list $*: not $name: $(tests/run --list "$@" 2>&1)"; exit 1; }
}

# refuses TEXT ARGUMENT...: with status 2 and the text
refuses() {
  local text=$1 status=0
  shift
  tests/run "$@" >"$work/said" 2>&1 || status=$?
  [ "$status" = 2 ] || { echo "tests/run $*: status $status"; exit 1; }
  grep -q -F -e "$text" "$work/said" || { echo "tests/run $*: $(cat "$work/said"), not: $text"; exit 1; }
}

[ "$(tests/run --list cli | wc -l)" -gt 100 ]
lists cli/build/wrapper -- cli/build/wrapper
lists cli/build/wrapper -- tests/cli/build/wrapper.sh
lists unit/spec/test_reference -- spec/test_refer
lists unit/spec/test_reference unit -- 's*c/test_ref?ren'
lists fuzz/elf fuzz -- elf
lists static/stages -- static/stages
TEST_ALL='' lists ports/zlib ports -- zlib
TEST_ALL='' lists corpus/redis corpus -- redis
[ "$(tests/run --list -- fuzz/elf lint/tree fuzz/elf)" = "$(printf 'fuzz/elf\nlint/tree')" ]
[ "$(tests/run --list --quick cli | wc -l)" -lt "$(tests/run --list cli | wc -l)" ]
tests/run --help | grep -q -e '--list'
refuses '  cli/build/wrapper' -- wraper
refuses '  unit/spec/test_flags' unit -- test_flag_s
refuses 'unknown kind "units"' units
refuses 'unknown option "--lists"' --lists
refuses 'no pattern' --

# what is older than its source is built first: here a make says so
cat >"$work/make" <<END
#!/bin/sh
echo "make \$*" >>"$work/called"
[ "\$1" = -q ] && exit 1
exit 2
END
chmod +x "$work/make"
MAKE=$work/make refuses 'what is to be tried cannot be built' -- unit/spec/test_flags
[ "$(tail -n 1 "$work/called")" = 'make build/sanitize/tests/unit/spec/test_flags' ]
MAKE=$work/make refuses 'what is to be tried cannot be built' -- cli/version/version
[ "$(tail -n 1 "$work/called")" = 'make build/release/mote' ]
MAKE=$work/make refuses 'what is to be tried cannot be built' --sanitize -- cli/version/version
[ "$(tail -n 1 "$work/called")" = 'make build/release/mote build/sanitize/mote' ]
