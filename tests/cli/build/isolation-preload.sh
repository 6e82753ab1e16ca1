#!/bin/sh
# slow: many attempts in many sandboxes
# The project's variables act inside only. No program that runs outside, such as bubblewrap, loads a library of the
# project, and none comes from a folder of the project that PATH names.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir -p src/bin
cat >mark.c <<END
#include <fcntl.h>
__attribute__((constructor)) static void mark(void) { open("$PWD/marked", O_WRONLY | O_CREAT, 0600); }
END
cc -shared -fPIC -o src/mark.so mark.c || exit
LD_PRELOAD=$PWD/src/mark.so /bin/true
ls marked && rm marked
printf '#!/bin/sh\ntouch %s\nexit 1\n' "$PWD/marked" >src/bin/bwrap
chmod +x src/bin/bwrap
cp src/bin/bwrap src/bin/make
cp src/bin/bwrap src/bin/sh
echo 'int main(void) { return 0; }' >src/a.c
cd src || exit
for rung in strict landlock; do
  for way in 'sources: [a.c]' 'run: cc a.c -o a, output: a'; do
    cat >mote.yaml <<END
name: a
build:
  $(echo "$way" | sed 's/, output/\n  output/')
  isolation: $rung
  env: {LD_PRELOAD: $PWD/mark.so, LD_AUDIT: $PWD/mark.so, BASH_ENV: $PWD/bin/bwrap, ENV: $PWD/bin/bwrap, MINE: inside}
END
    echo "$rung, ${way%%:*}:"
    PATH=bin::$PATH mote build -q 2>/dev/null | sed 's/@.*//'
    ls ../marked 2>/dev/null
  done
done
# inside they do act
cat >mote.yaml <<'END'
name: a
build:
  run: test "$LD_PRELOAD" = ./mark.so && test $MINE = inside && cc a.c -o a
  output: a
  env: {LD_PRELOAD: ./mark.so, MINE: inside}
END
mote build -q --isolation=strict 2>/dev/null | sed 's/@.*//'
