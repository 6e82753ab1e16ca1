#!/bin/sh
# What the catalogue knows of a library, without one being built.
export MOTE_TOOLCHAIN_DIR="$PWD/none"
mote ports info libarchive zlib
mote ports info --json curl | jq -c '.[] | [.name, .license, .homepage, .depends, .libs, .built]'
mote ports list | awk '{ print $1 }' | tr '\n' ' '
