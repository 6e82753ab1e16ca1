#!/usr/bin/env bash
# The figure that the idea started from: a Go program's image of 1.92 MB. A plain one stays below it as it is, one with
# net/http below it compressed; both are built in the stage and run from their images.
set -eu
# shellcheck source=/dev/null
. tests/examples/_server.sh
# shellcheck source=/dev/null
. tests/examples/_make.sh
: "${work:?}"
mkdir -p build/images

make_image go/hello MOTEFLAGS=-q IMAGE_FOLDER="$work/made" IMAGE_OUTPUT="archive:$PWD/build/images/%.tar" >/dev/null
make_image go/server MOTEFLAGS=-q IMAGE_FOLDER="$work/made" IMAGE_OUTPUT="archive:$PWD/build/images/%.tar" >/dev/null
[ "$(mote run build/images/go-hello.tar)" = "hello from Go in an image of one file" ] || die "hello says something else"

# at_most NAME KEY BYTES
at_most() {
  local size
  size=$(mote inspect --json "build/images/$1.tar" | jq ".platforms[0].$2")
  echo "$1: $2 $size"
  [ "$size" -le "$3" ] || die "$1: $2 is $size, more than $3"
}
at_most go-hello unpackedSize 1920000
at_most go-server size 1920000

port=$(free_port)
start_server "$port" mote run --network host build/images/go-server.tar "127.0.0.1:$port"
[ "$(curl -s "http://127.0.0.1:$port/")" = "hello from net/http" ] || die "the server says something else"

# a finished executable is packed as it is, to the same image but for its time of day
(cd examples/go/hello && CGO_ENABLED=0 go build -o "$work/hello" -trimpath -ldflags='-s -w' .)
mote pack -q -o "archive:$work/packed.tar" "$work/hello" >/dev/null
[ "$(mote run "$work/packed.tar")" = "hello from Go in an image of one file" ] || die "the packed hello says something else"
