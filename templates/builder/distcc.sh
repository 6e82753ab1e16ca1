#!/bin/sh
# distcc.sh COMPILER ARGUMENT...: a compile step, given to distcc. It appends to what it tells clang the -target of the
# machine that it was made on, unless there is that very word. And the folder of the machine that compiles is no place
# to name in debug information.
compiler=$1
shift
case $compiler in
clang*) set -- -target "$MOTE_TRIPLE" "-fdebug-compilation-dir=$PWD" "$@" ;;
esac
exec distcc "$compiler" "$@"
