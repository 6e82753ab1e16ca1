#!/bin/bash
# slow: many runs of mote
# --untrusted: what the mote.yaml of a stranger may not choose. A row that begins with "+" is also built without the
# flag.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck disable=SC2016 # mote expands them
export SECRET=word OTHER=thing
mkdir -p p/sub outside
cd p || exit
git init -q
printf 'int main(void) { return 0; }\n' | tee a.c sub/b.c >../outside/o.c
echo '#define H 1' >../outside/h.h
echo secret >../outside/secret
ln -s ../outside/o.c link.c
ln -s ../outside out
ln -s ../outside/secret link
ln -s ../outside/new dangling
mkdir files
echo a >files/a
ln -s a files/b
git init -q --bare files/nested/.git
mkdir -p sub/lib ../outside/lib
cp a.c sub/lib
cp ../outside/o.c ../outside/lib
ln -s ../outside/lib up
ln -s .git/hooks hooks
mkdir -p layout/blobs made/layout/blobs
ln -s ../../../outside layout/blobs/sha256
ln -s ../../../.git/hooks made/layout/blobs/sha256
# it does not matter here whether a file is refused before or after the build
say() { "$@" 2>&1 >/dev/null | sed "s|$(dirname "$PWD")|PWD|g; s|^mote: linux/amd64: \([a-z]*.yaml\):|mote: \1:|"; }
# rows: "+" is also built without --untrusted, "-" is only refused; the rest of the row is mote.yaml
while IFS= read -r row; do
  printf '%b\n' "${row#? }" >mote.yaml
  echo "$row"
  say mote build -q --untrusted --platform amd64 -o oci:../o:v1
  [ "${row%% *}" = - ] || say mote build -q --platform amd64 -o oci:../o:v1 | sed 's/^/  trusted: /'
done <<'ROWS'
+ build: {sources: a.c}
+ build: {sources: sub/b.c, directory: ., isolation: auto, wrapper: none}
+ build: {sources: sub/b.c, isolation: strict}
+ build: {run: '[ -z "$MOTE_WRAPPER" ] || echo a wrapper; cc -o a a.c', output: a, wrapper: none}
- build: {run: '[ -z "$MOTE_WRAPPER" ] || echo a wrapper; cc -o a a.c', output: a}
- build: {sources: a.c, isolation: landlock}
- build: {sources: a.c, isolation: none}
- build: {sources: a.c, toolchain: gcc}
- build: {sources: a.c, toolchain: ./cc}
- build: {sources: a.c, wrapper: ccache}
- build: {sources: a.c, wrapper: distcc, env: {DISTCC_HOSTS: example.org}}
+ build: {sources: ../outside/o.c}
- build: {sources: out/*.c}
- build: {sources: link.c}
+ build: {sources: a.c, includes: ../outside}
+ build: {sources: a.c, cflags: -I../outside}
- build: {sources: a.c, cflags: -I/etc}
+ build: {sources: o.c, directory: ../outside}
- build: {sources: o.c, directory: out}
+ build: {sources: a.c, directory: sub/../sub/lib/}
- build: {run: ls, output: ls, directory: up/../lib}
- build: {run: cat config, output: config, directory: .git}
- build: {run: ls, output: ls, directory: hooks}
- build: {sources: a.c}\nimage: {env: {A: "${env.SECRET}"}}
- build: {sources: a.c, env: {A: "${env.SECRET}"}}
- build: {sources: a.c, cflags: "-DA=${env.SECRET}"}
+ build: {sources: a.c}\nimage: {labels: {a: "${name} ${env.OTHER}"}}
+ build: {sources: a.c}\nfiles: [{from: files/a, to: /f/}, {from: "files/b", to: /f/}, {from: "sub/*", to: /s/}]
+ build: {sources: a.c}\nfiles: [{from: link, to: /f}]
- build: {sources: a.c}\nfiles: [{from: dangling, to: /f}]
+ build: {sources: a.c}\nfiles: [{from: ../outside/secret, to: /f}]
- build: {sources: a.c}\nfiles: [{from: /etc/hostname, to: /f}]
+ build: {sources: a.c}\nfiles: [{from: out, to: /f}]
+ build: {sources: a.c}\nfiles: [{from: "out/*", to: /f/}]
+ build: {sources: a.c}\nfiles: [{from: .git/HEAD, to: /f}]
+ build: {sources: a.c}\nfiles: [{from: files, to: /f}]
ROWS
echo '== outputs'
while IFS= read -r row; do
  printf 'build: {sources: a.c}\n%s\n' "$row" >mote.yaml
  echo "$row"
  say mote build -q --untrusted --platform amd64 --allow-env OTHER
done <<'ROWS'
output: [archive:a.tar, oci:made/it:v1]
output: archive:../a.tar
output: archive:/tmp/mote-untrusted.tar
output: rootfs:out/a.tar
output: archive:dangling
output: archive:up/../a.tar
output: archive:new/../../a.tar
output: archive:hooks/post-commit
output: oci:layout
output: oci:made/layout
output: archive:.git/hooks/post-commit
output: oci:sub/.hidden
output: docker://localhost:1/a
output: docker-daemon:a
ROWS
printf 'build: {sources: a.c}\n' >mote.yaml
ln -s ../outside/new p.tar
say mote build -q --untrusted --platform amd64 --name p
say mote build -q --untrusted --platform amd64 -o archive:p.tar:v1
say mote build -q --untrusted --platform amd64 -o oci:../o:v1 --digest-file out/digest
(cd .. && say mote build -q --untrusted --platform amd64 -o archive:p/p.tar p)
rm p.tar
ls -A ../outside made
echo '== the caller may'
printf 'build: {sources: a.c, toolchain: gcc, isolation: none}\noutput: docker://localhost:1/a\nimage: {labels: {a: "${env.SECRET}"}}\n' >mote.yaml
say mote build -q --untrusted --toolchain cc --isolation strict --allow-env SECRET -o oci:../o:v1
printf 'build: {sources: a.c}\ntags: localhost:1/a\nimage: {labels: {a: "${env.SECRET} ${env.OTHER}"}}\n' >mote.yaml
MOTE_UNTRUSTED=1 MOTE_ALLOW_ENV='SECRET OTHER' say mote build -q --platform amd64 -o oci:../o:v1 --file ../outside/secret:/secret
echo '== and may not'
MOTE_UNTRUSTED=1 MOTE_ALLOW_ENV=OTHER say mote build -q --platform amd64 -o oci:../o:v1
MOTE_UNTRUSTED=1 say mote build -q --isolation landlock
MOTE_UNTRUSTED=0 say mote build -q --platform amd64 -o oci:../o:v1
say mote build -q --untrusted --allow-env A=b
say mote build -q --untrusted --push --allow-env SECRET --allow-env OTHER
MOTE_ISOLATION=none say mote build -q --untrusted
rm mote.yaml
ln -s ../outside/secret mote.yaml
say mote build -q --untrusted
echo '== pack'
printf 'files: [{from: ../outside/secret, to: /f}]\n' >pack.yaml
mote build -q --platform amd64 a.c -o rootfs:../root.tar >/dev/null && tar -xf ../root.tar -C .. && cp ../a a.out
say mote pack -q --untrusted -f pack.yaml a.out -o oci:../o:v2
say mote pack -q -f pack.yaml a.out -o oci:../o:v2
