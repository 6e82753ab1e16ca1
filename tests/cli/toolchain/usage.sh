#!/bin/sh
# What is no word, no target, no flag of the word: one line each that says what is.
export MOTE_TOOLCHAIN_DIR="$PWD/none"
try() {
  echo "mote toolchain $*"
  mote toolchain "$@" >said 2>&1
  status=$?
  sed "s:$PWD:HERE:" said
  echo "$status"
}
try
try instal
try list amd64
try install
try install arm46
try install vax
try env
try env arm64 amd64
try env arm64
try remove riscv64
try tools vax
try tools arm64 amd64
try list --c++
try install --json arm64
try remove --from somewhere arm64
unset MOTE_TOOLCHAIN_DIR XDG_CACHE_HOME HOME
try install arm64
MOTE_TOOLCHAIN_DIR=relative try install arm64
rm said
ls
