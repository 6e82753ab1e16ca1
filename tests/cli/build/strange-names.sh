#!/bin/bash
# slow: many builds
# Names that a command could take for an option, a response file or two lines: sources, headers, outputs, TMPDIR.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck disable=SC2016,SC2069,SC2089,SC2090
mkdir -p src/-I/@h 'src/=i'
cd src || exit
for name in @s -x -o '~t' '=e' '%p' 'q"u'"'"'o\te $HOME' 'b l'; do
  printf 'int f%d(void) { return 1; }\n' $((++count)) >"$name.c"
done
# a response file "@s.c" would compile this file instead
echo 'evil.c' >s.c
echo '#error evil' >evil.c
echo '#define ONE 1' >-I/@h/one.h
echo '#define TWO 2' >'=i/two.h'
cat >main.c <<'END'
#include <stdio.h>
#include "one.h"
#include "two.h"
int f1(void), f2(void), f3(void), f4(void), f5(void), f6(void), f7(void), f8(void);
int main(void) { return printf("%d\n", f1() + f2() + f3() + f4() + f5() + f6() + f7() + f8() + ONE + TWO) < 0; }
END
rm s.c evil.c
cat >mote.yaml <<'END'
name: strange
build:
  sources: ["*.c"]
  includes: ["-I/@h", "=i"]
END
usual=$TMPDIR
for rung in strict landlock; do
  for TMPDIR in "$TMPDIR" "$TMPDIR/a \"b\" 'c' \\d \$e"; do
    export TMPDIR
    mkdir -p "$TMPDIR"
    mote build -q --no-cache --isolation=$rung -o "oci:../o:v1" 2>&1 >/dev/null && mote run -q oci:../o:v1
  done
  rmdir "$TMPDIR"
  TMPDIR=$usual
done
cd .. && mkdir run && cd run || exit
printf '#include <stdio.h>\nint main(void) { return puts("runs") < 0; }\n' >a.c
for name in -x @x '=x'; do
  mote build -q --name strange --run "cc -o './$name' a.c" --run-output="$name" -o oci:../o:v2 2>&1 >/dev/null && mote run -q oci:../o:v2
done
mote build -q --name strange --run 'cc -o a a.c; mkdir "$DESTDIR/bin"; cp a "$DESTDIR/bin/-x"; cp a "$DESTDIR/bin/@y"; cp a "$DESTDIR/bin/a"' \
  --run-output=/bin/-x -o oci:../o:v3 2>&1 >/dev/null && mote inspect --files oci:../o:v3 | grep -c 'bin/'
mote build -q --name strange --run '-x' --run-output a 2>&1 | sed 's/^.*: 1: //'
mkdir $'a\nb'
echo '#define LINES "two lines"' >$'a\nb/lines.h'
printf '#include <stdio.h>\n#include "lines.h"\nint main(void) { return puts(LINES) < 0; }\n' >b.c
printf 'name: a\nbuild: {sources: b.c, includes: ["a\\nb"]}\n' >mote.yaml
mote build -q -o oci:../o:v4 2>&1 >/dev/null && mote run -q oci:../o:v4
