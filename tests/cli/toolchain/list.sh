#!/bin/bash
# The targets, and of those that are installed what they are; a folder that is none is an error that names it.
export MOTE_TOOLCHAIN_DIR="$PWD/it's here"
make_one() { # TARGET LANGUAGES
  mkdir -p "$MOTE_TOOLCHAIN_DIR/$1/bin"
  printf '#!/bin/sh\n' >"$MOTE_TOOLCHAIN_DIR/$1/bin/cc"
  chmod +x "$MOTE_TOOLCHAIN_DIR/$1/bin/cc"
  printf '{"target": "%s", "compiler": "clang 19.1.7", "musl": "1.2.5-x", "fixed_cves": ["CVE-1", "CVE-2"], "languages": [%s]}\n' \
    "$1" "$2" >"$MOTE_TOOLCHAIN_DIR/$1/toolchain.json"
}
mote toolchain list
make_one arm64 '"c"'
make_one s390x '"c", "c++"'
mote toolchain list
mote toolchain list --json | python3 -c 'import json, sys
for row in json.load(sys.stdin):
    row.pop("folder", None)
    print(*("%s=%s" % pair for pair in row.items()))'
echo "== what eval makes of env"
(eval "$(mote toolchain env arm64)" && printf '%s\n' "${PATH%%:*}" "$CC" "$CXX" "$CMAKE_TOOLCHAIN_FILE" "$CONFIG_SITE") | sed "s:$PWD:HERE:"
echo "== removed"
mkdir -p "$MOTE_TOOLCHAIN_DIR/ports/arm64/zlib" "$MOTE_TOOLCHAIN_DIR/ports/s390x/zlib"
mote toolchain remove arm64 && ls -A "$MOTE_TOOLCHAIN_DIR" && ls -A "$MOTE_TOOLCHAIN_DIR/ports"
mote toolchain remove arm64 2>&1 | sed "s:$PWD:HERE:"
echo '{}' >"$MOTE_TOOLCHAIN_DIR/s390x/toolchain.json"
mote toolchain list 2>&1 | sed "s:$PWD:HERE:"
