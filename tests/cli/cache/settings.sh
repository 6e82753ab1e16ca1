#!/bin/bash
# Of mote.yaml, a project's own build depends on the keys below "build" only.
# shellcheck disable=SC2016 # what the stage's shell replaces
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
printf 'int main(void) { return 0; }\n' >main.c
echo site >site.html
settings() { # LINE...
  printf '%s\n' 'name: app' 'build:' '  run: ls >&2; $CC $CFLAGS -o app main.c $LDFLAGS' '  output: app' "$@" >mote.yaml
}
build() { # WHAT [FLAG...]
  local what=$1
  shift
  mote build -o oci:out "$@" >../digest 2>../log || { tail -3 ../log; return; }
  printf '%s: %s\n' "$what" "$(grep -q ', cached$' ../log && echo recalled || echo built)"
}
settings
build 'from nothing'
grep -v '^mote' ../log
build 'unchanged'
settings '# a comment'
build 'a comment'
settings 'image: {labels: {one: two}}'
build 'a label'
settings 'files: [{from: site.html, to: /site/}]'
build 'files'
settings 'output: [archive:app.tar, "oci:out"]'
build 'outputs'
settings
mote build -q --no-cache | cut -d@ -f1
build 'after a build to app.tar'
printf 'no archive' >app.tar
build 'after app.tar became a source'
grep -v '^mote' ../log
rm app.tar
settings '  limits: {processes: 100}'
build 'a limit of the build'
settings '  env: {A: b}'
build 'a variable of the build'
settings '  link: static'
build 'how it is linked'
settings
build 'as at first'
touch main.c
build 'a file is younger than the others now'
touch main.c
build 'and still is'
