# shellcheck shell=bash
# static_program FILE: links the C source on stdin into a static executable of this machine, with mote's own
# toolchain; for tests that want one in an image or in a layer.
# static_other is the processor, of the two that mote itself is made for, that this machine has to emulate.
static_target=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/; s/armv7l/armv7/; s/i[3-6]86/386/')
# shellcheck disable=SC2034 # for who sources this
static_other=arm64
# shellcheck disable=SC2034
[ "$static_target" != arm64 ] || static_other=amd64
# emulator_of TARGET
emulator_of() {
  case $1 in amd64) echo qemu-x86_64-static ;; arm64) echo qemu-aarch64-static ;; esac
}
static_program() (
  # shellcheck source=/dev/null
  . "${SRC:?}/toolchain/places"
  "${home:?}/$static_target/bin/cc" -s -x c -o "$1" -
)
