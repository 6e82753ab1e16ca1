#!/usr/bin/env bash
# The smallest image: under 6 kB in all blobs, proven static, and it runs. make demo shows it.
set -eu
# shellcheck source=/dev/null
. tests/examples/_make.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p build/images
reference=$(make_image hello MOTEFLAGS=-q IMAGE_FOLDER="$work" IMAGE_OUTPUT="archive:$PWD/build/images/%.tar")
[ "${reference%@*}" = "archive:$PWD/build/images/hello.tar" ] || { echo "reference: $reference" >&2; exit 1; }
[ "$(mote run "$reference")" = "hello from an image of one file" ]
size=$(mote inspect --json "$reference" | jq '.platforms[0].size')
echo "hello: $size bytes in all blobs"
[ "$size" -lt 6000 ]
sh examples/demo.sh >build/demo.log 2>&1 || { cat build/demo.log; exit 1; }
grep -qx 'hello from an image of one file' build/demo.log
