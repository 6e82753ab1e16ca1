#!/bin/bash
# The names gcc, clang and c99 lead to the compiler of the platform. A build that instead calls this machine's gcc by
# its path is refused, and the error names this cause. A program that is refused for another reason does not get that
# error.
# shellcheck disable=SC2016 # the stage's shell expands it
mote toolchain install -q arm64 || exit
mkdir src
echo 'int main(void) { return 0; }' >src/x.c
try() {
  mote build -q --root host --run-output x "$@" src 2>&1
  echo "$?"
}
for name in gcc clang c99; do
  try -p amd64,arm64 -o oci:out --run "$name -static -o x x.c && ld -r -b binary -o o x && strip x" | tail -n 1
done
rm -r out
try -p arm64 --run '/usr/bin/gcc -static -o x x.c'
try -p amd64 --run '/usr/bin/gcc -o x x.c'
printf 'build: {env: {CC: aarch64-linux-musl-gcc}}\n' >src/mote.yaml
try -p arm64 --run 'x86_64-linux-gnu-gcc -o x x.c'
rm src/mote.yaml
try -p arm64 --run 'mkdir -p $DESTDIR/bin && /usr/bin/gcc -o $DESTDIR/bin/other x.c && $CC -o x x.c'
try -p amd64 --run '$CC -shared -fPIC -o x x.c'
ls
