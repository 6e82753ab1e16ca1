#!/bin/bash
# slow: it waits for processes
# A build that takes too much is ended with all its processes. One line names the limit and the key that allows more.
# The same holds for an ordinary user's build. "refused": the build could not do it at all.
# Where too much was written, a place that mote may not look into counts as too much. Root may look into most, so only the
# last part shows which message that gives.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/tests/support/ordinary.sh"
mkdir -p there/src there/tmp
number=$((100000 + $$))
cp "$SRC/tests/cli/build/hostile-limits.c" there/src/limits.c
same='s/has a folder or a process that mote may not look into, may have written/wrote/'
try() { # RUNG WAY [COMMAND...]
  local rung=$1 way=$2
  shift 2
  printf '%s: ' "$way"
  cat >there/src/mote.yaml <<EOF
name: limits
build:
  run: cc limits.c -o limits && ./limits "$way" $number 2>/dev/null
  output: limits
  isolation: $rung
  limits: {processes: 60, memory: 200MB, disk: 150MB}
EOF
  (cd there && "$@" timeout 60 mote build -q -o oci:out src 2>&1 | sed "$same;"'s/^mote: [^:]*: build: //; s/.* exited with status 9$/refused/')
  [ ! -e there/out ] || echo "an image was written"
}
ways=(processes daemons memory 'shared memory' 'unseen memory' 'device folder' 'shm folder' 'source folder' 'deleted file'
  'thread memory' 'thread file' 'last thread file' 'shut folder' 'deep folder' 'unseen file')
for rung in strict landlock; do
  echo "# $rung"
  for way in "${ways[@]}"; do
    [ "$rung $way" = "landlock deleted file" ] || try $rung "$way"
  done
done
# without a sandbox there is no place of its own to fill
echo "# none"
for way in processes daemons memory; do try none $way; done

echo "# an ordinary user"
same=
builder_folder there
for way in bomb "${ways[@]}"; do try strict "$way" as_builder; done

echo "# left"
grep -lasE "([l]imits|[s]leep).*$number" /proc/[0-9]*/cmdline | wc -l
find there/tmp "$TMPDIR" -mindepth 1
exit 0
