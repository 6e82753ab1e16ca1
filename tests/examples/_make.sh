# Sourced by the tests of examples.
# shellcheck shell=bash

# make_image EXAMPLE [FLAG...]: builds it by its Makefile, and make has nothing to do the second time
make_image() {
  local example=$1 out
  shift
  make -s -C "examples/$example" "$@" image || { echo "make failed in $example" >&2; return 1; }
  out=$(make -C "examples/$example" --no-print-directory "$@" image)
  [ "$out" = "make: Nothing to be done for 'image'." ] || { echo "make image, the second time: $out" >&2; return 1; }
}
