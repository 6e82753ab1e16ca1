#!/bin/bash
# What the catalogue knows of a library, without one being built.
export MOTE_TOOLCHAIN_DIR="$PWD/none"
mote ports info libarchive zlib
mote ports info --json curl | jq -c '.[] | [.name, .license, .homepage, .depends, .libs, .built]'
# every recipe is in the list
mote ports list | awk '{ print $1 }' | diff - <(basename -s .mk "$SRC"/toolchain/ports/*.mk | LC_ALL=C sort) && echo "the list has every port"
