#!/bin/bash
# What the catalogue knows of a library, without one being built.
export MOTE_TOOLCHAIN_DIR="$PWD/none"
mote ports info libarchive zlib
mote ports info --json curl | jq -c '.[] | [.name, .license, .homepage, .depends, .libs, .built]'
# every recipe is in the list
mote ports list | awk '{ print $1 }' | diff - <(basename -s .mk "$SRC"/toolchain/ports/*.mk | LC_ALL=C sort) && echo "the list has every port"
# a mote without toolchain/ has the recipes in it
cp "$MOTE" alone
./alone ports info zlib | diff - <(mote ports info zlib) && diff -r none/recipes/*/ports "$SRC/toolchain/ports" && echo "mote alone knows them"
(cd none/recipes/* && find . -type f ! -path './ports/*' -printf '%P %m\n' | LC_ALL=C sort)
