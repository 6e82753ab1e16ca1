#!/bin/sh
# The scripts of toolchain/ and mote look for toolchains and sources in the same folders.
unset MOTE_TOOLCHAIN_DIR XDG_CACHE_HOME
export HOME="$PWD/user"
compare() { # VARIABLE=VALUE...
  # shellcheck disable=SC2016 # the inner shell expands them
  shell=$(env "$@" sh -c '. "$SRC/toolchain/places" && echo "$home $sources"')
  mote=$(env "$@" mote env --json | jq -r '[("toolchains", "sources") as $name | .[] | select(.name == $name).paths[0].path] | join(" ")')
  [ "$shell" = "$mote" ] || echo "$*: the scripts say \"$shell\", mote says \"$mote\""
  echo "$shell" | sed "s:$PWD:HERE:g"
}
compare A=1
compare XDG_CACHE_HOME="$PWD/cache"
compare XDG_CACHE_HOME=relative
compare XDG_CACHE_HOME=
compare MOTE_TOOLCHAIN_DIR="$PWD/own"
compare MOTE_TOOLCHAIN_DIR="$PWD/own" XDG_CACHE_HOME="$PWD/cache"
compare MOTE_TOOLCHAIN_DIR=
