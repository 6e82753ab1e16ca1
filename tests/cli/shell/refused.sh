#!/bin/bash
# What a shell refuses, each with one line.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
echo 'int main(void) { return 0; }' >a.c
try() {
  echo "# mote shell $*" | sed "s|$PWD|HERE|g"
  timeout "$HANGS_AFTER" mote shell "$@" </dev/null 2>&1 | sed "s|$PWD|HERE|g; s|$TMPDIR|TMPDIR|g"
  echo "status ${PIPESTATUS[0]}"
}
try a.c
try -c true
try -c true none.c
try -c true -p amd64,arm64 a.c
try -c true -p riscv64,arm64 a.c
try --stage . -c true
try --stage none -c true
try --stage . a.c -c true
mkdir kept
: >kept/sandbox
try --stage kept -c true
printf 'program\0a\0platform\0linux/amd64\0work\0%s\0folder\0/\0rung\0strict\0bind\0relative\0/src\0' "$PWD/kept" >kept/sandbox
try --stage kept -c true
printf 'program\0a\0platform\0linux/amd64\0work\0%s\0folder\0/\0rung\0auto\0' "$PWD/kept" >kept/sandbox
try --stage kept -c true
printf 'program\0a\0platform\0linux/amd64\0work\0%s\0folder\0/\0at\0/src\0rung\0strict\0bind\0/nowhere\0/src\0' "$PWD/kept" >kept/sandbox
try --stage kept -c true
printf 'program\0a\0platform\0linux/amd64\0work\0%s\0folder\0/\0rung\0strict\0env\0A=cut' "$PWD/kept" >kept/sandbox
try --stage kept -c true
rm kept/sandbox
mkfifo kept/sandbox
try --stage kept -c true
rm kept/sandbox
ln -s /dev/zero kept/sandbox
try --stage kept -c true
