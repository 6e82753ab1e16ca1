#!/bin/sh
# distcc.sh COMPILER ARGUMENT...: a compile step, given to distcc. Other machines know the toolchain's clang by the name that
# Debian's has. distcc appends to what it tells clang the -target of the machine that it was made on, unless there is that very
# word. And the folder of the machine that compiles is no place to name in debug information.
compiler=$1
shift
case $compiler in
*/llvm/bin/clang*)
  PATH=${compiler%/*}:$PATH compiler=${compiler##*/}-19
  set -- -target "$MOTE_TRIPLE" "-fdebug-compilation-dir=$PWD" "$@" ;;
clang*) set -- -target "$MOTE_TRIPLE" "-fdebug-compilation-dir=$PWD" "$@" ;;
esac
exec distcc "$compiler" "$@"
