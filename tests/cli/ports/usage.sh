#!/bin/sh
# What is no word and no port: one line each that says what is.
export MOTE_TOOLCHAIN_DIR="$PWD/none"
try() {
  echo "mote ports $*"
  mote ports "$@" 2>&1
  echo "$?"
}
try
try lst
try list zlib
try info
try build
try flags
try flags zlib --platform arm64,amd64
try info zlip
try info nothing-like-it
try info ../zlib
try info zlib --platform vax
try build zlip
printf 'int main(void) { return 0; }\n' >a.c
printf 'build:\n  sources: [a.c]\n  ports: [openssl, qurl]\n' >mote.yaml
mote build 2>&1
echo "$?"
[ ! -e "$MOTE_TOOLCHAIN_DIR" ] || echo "something was made"
