#!/bin/bash
# A file that is named both as source and as output is an error, and the source stays. A glob skips what an earlier run
# wrote.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
printf 'int main(void) { return 0; }\n' >hello.c
for out in "-o archive:hello.c" "--digest-file hello.c" "--depfile ./hello.c"; do
  # shellcheck disable=SC2086 # two words
  mote build -q $out hello.c 2>&1
  echo "$?"
done
cat hello.c
printf 'name: hello\nbuild: {sources: "*.c"}\n' >mote.yaml
for _ in 1 2; do
  mote build -q --metadata-file data.c -o archive:out.tar >/dev/null || exit
  ls
done
