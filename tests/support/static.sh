# shellcheck shell=bash
# static_program FILE: links the C source on stdin into a static executable of this machine, with mote's own
# toolchain; for tests that want one in an image or in a layer.
static_target=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/; s/armv7l/armv7/; s/i[3-6]86/386/')
static_program() {
  "${MOTE_TOOLCHAIN_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/mote/toolchain}/$static_target/bin/cc" -s -x c -o "$1" -
}
