#!/bin/bash
# --keep-stage leaves a stage that fails, and says how to enter it; a stage that does not fail goes away.
# shellcheck disable=SC2016,SC2094
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
echo 'int main(void) { return 0; }' >a.c
cat >mote.yaml <<'END'
name: acme/tool
build: {run: ["echo half >made; false"], output: a, env: {WORD: "two words"}}
END
names() { sed -E "s|$TMPDIR|TMPDIR|g; s|-[A-Za-z0-9]{6}\b|-XXXXXX|g"; }
kept() { find "$TMPDIR" -mindepth 1 -maxdepth 1 -name 'mote-stage-*'; }
for rung in strict landlock none; do
  echo "# $rung"
  mote build -q -p amd64 --isolation=$rung --keep-stage 2>&1 | names
  stage=$(kept)
  stat -c %a "$stage"
  mote shell --stage "$stage" -c 'cat made; echo "$WORD"; echo more >>made; $CC -o a a.c && ./a && echo "it compiles"'
  mote shell --stage "$stage" -c 'cat made'
  ls "$stage/src"
  mv "$stage" "$stage-moved"
  mote shell --stage "$stage-moved" -c true 2>&1 | names
  rm -r "$stage-moved"
done
echo '# sources'
echo 'int main(void) { return none; }' >b.c
mote build -q -p amd64 --keep-stage b.c 2>&1 | names | tail -1
mote shell --stage "$(kept)" -c 'cc -c -o /tmp/b.o b.c 2>&1 | head -1; ls'
mkdir .git moved
echo secret >.git/config
mote shell --stage "$(kept)" -c 'ls -A .git'
mkdir project
mv a.c b.c project
(cd project && mote build -q -p amd64 --keep-stage b.c >/dev/null 2>&1)
mv project moved && ln -s moved project
mote shell --stage "$(find "$TMPDIR" -newer project -name 'mote-stage-*' -o -newer moved/project -name 'mote-stage-*' | head -1)" -c true 2>&1 | sed "s|$PWD|HERE|"
mv moved/project/*.c .
rm -rf .git
kept | xargs rm -r
echo '# one that does not fail, and one without the flag'
mote build -q -p amd64 --keep-stage -o oci:out a.c | cut -c1-4
mote build -q -p amd64 2>&1 | names
kept
echo '# a shell that stays'
mote shell -p amd64 --keep-stage -c 'echo mine >mine' . 2>&1 | names
mote shell --stage "$(kept)" -c 'cat mine'
rm -r "$(kept)"
