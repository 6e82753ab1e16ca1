#!/bin/bash
# The stage has mote's own tools, the same on every host: no program of this machine is seen, the root cannot be changed,
# and what commands make elsewhere stays for the next command and goes away with the stage.
# not under emulated: qemu-user makes no namespaces
# shellcheck disable=SC2016 # the stage's shell expands it
mkdir src
echo 'int main(void) { return 0; }' >src/x.c
try() {
  mote build -q -o oci:out "$@" src 2>&1
}
write() {
  printf 'name: x\nbuild:\n%s\n  output: x\n  run:\n' "$1" >src/mote.yaml
  shift
  printf '  - %s\n' "$@" >>src/mote.yaml
}

echo '# programs are those of the tools'
write '  env: {A: b}' 'test ! -e /usr/bin/apt-get && test ! -e /etc/debian_version && test ! -e /usr/include/stdio.h' \
  'for p in awk bash bzip2 cmp file find gzip make patch perl pkg-config sed tar xz; do command -v $p >/dev/null || echo no $p; done' \
  'locale | grep LC_ALL' 'cc -o x x.c'
try
mote build -q -o oci:out --metadata-file metadata src >/dev/null && grep -o '"root": "sha256:' metadata

echo '# files of a command stay for the next one'
write '  at: /app' 'test "$PWD" = /app && mkdir /out && cp x.c /out' \
  'mkdir -p /opt/a/b && cc -g -o /usr/local/x /out/x.c && ln -s /usr/local/x /srv/x' 'cp /srv/x x && test -d /opt/a/b'
try

echo '# and the root stays as it is'
write '  env: {A: b}' 'if touch /usr/bin/x || rm /usr/bin/awk || chmod 0777 /usr/bin/awk || touch /etc/x; then exit 9; fi' \
  'rm /bin && mkdir /bin && ln -s /oldroot/tmp /tools && cc -o x x.c'
try
mote build -q -o oci:out --no-cache --run 'test -x /bin/sh && test ! -e /tools && cc -o x x.c' --run-output x --name x src

echo '# programs of the build itself'
write '  env: {A: b}' 'echo "int main(void) { return 7; }" >own.c' \
  '$CC_FOR_BUILD -o own own.c && ./own || test $? = 7' '$HOSTCC -o own own.c && ./own || test $? = 7' '$CC -o x x.c'
try -p arm64
try -p amd64 --stack 1MiB --malloc mimalloc

echo '# a program that is not there'
write '  env: {A: b}' 'cc -o x x.c' 'bison x.y'
try
try --root host --run 'no-such-program' --run-output x
echo '# packages without a lock'
write '  packages: [bison]' 'bison --version'
try
echo '# what does not go together'
try --root host
write '  env: {A: b}' 'cc -o x x.c'
try --root tools --toolchain gcc
try --root tools --wrapper ccache
try --root tools --isolation landlock
