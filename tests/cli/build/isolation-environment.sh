#!/bin/sh
# slow: many attempts in many sandboxes
# Whatever mote was started with, the stage's environment, user, host and umask are the same.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
umask 077
export LANG=de_DE.UTF-8 TZ=Asia/Tokyo CPATH=/nonexistent LIBRARY_PATH=/nonexistent
export CC=false CFLAGS=-broken MAKEFLAGS=-n FOREIGN=1 CDPATH=/ ENV=/nonexistent
cat >mote.yaml <<'END'
name: a
build:
  run:
    - env | sort; echo; pwd; id; hostname; umask; ls -ld . "$DESTDIR" | cut -c1-10; ls /; cat /etc/passwd
    - echo 'int main(void) { return 0; }' >a.c; cc a.c -o a
  output: a
  cflags: [-DMINE=1]
  ldflags: ["-Wl,-z,stack-size=65536"]
END
LC_ALL=tr_TR.UTF-8 mote build --wrapper=none --isolation=strict 2>&1 >/dev/null | "$SRC/tests/support/stage_lines" | sed '/^lib[0-9x]*$/d'
