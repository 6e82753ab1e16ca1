# shellcheck shell=sh
# For cases that put a bwrap of their own into PATH; they read this file with ".". mote finds the toolchains, but no bubblewrap
# of its own beside them, which it would take first.
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
mkdir -p toolchains
for each in "${home:?}"/*; do
  [ "${each##*/}" = bubblewrap ] || ln -s "$each" toolchains/
done
export MOTE_TOOLCHAIN_DIR="$PWD/toolchains"
