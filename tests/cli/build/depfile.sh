#!/usr/bin/env bash
# slow: many builds
# What --depfile says, and that make believes it: one row for each kind of name. Made anew after a change, not without one, and
# an input that was deleted is no error of make's.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck disable=SC1003,SC2016 # names are meant as they stand
mkdir -p app/src app/site/docs app/out
cd app || exit
echo '#include "a.h"
int main(void) { return A; }' >src/main.c
echo '#define A 0' >src/a.h
echo hi >site/index.html
echo hi >site/docs/index.html
echo hi >one.txt
cat >mote.yaml <<'END'
name: app
build: {sources: ["src/*.c"]}
files:
  - {from: site, to: /srv}
  - {from: one.txt, to: /}
END
echo "== the whole file"
mote build -q --depfile out/app.d --digest-file out/app.digest -o archive:out/app.tar >/dev/null && cat out/app.d
echo "== the target without a digest file, from elsewhere, of flags alone"
(cd / && mote build -q --depfile "$OLDPWD/out/other.d" -o "archive:$OLDPWD/out/other.tar:tag" --file "$OLDPWD/one.txt:/one" "$OLDPWD/src/main.c" >/dev/null)
sed "s|$PWD|PWD|; /^\$/q" out/other.d
echo "== pack"
cc -static -o out/program src/main.c 2>/dev/null
mote pack -q --depfile pack.d --digest-file pack.digest -o archive:pack.tar --file one.txt:/one out/program >/dev/null && sed '/^$/q' pack.d
echo "== a failed build"
echo old >out/app.d
echo 'int main(void) {' >src/bad.c
mote build -q --depfile out/app.d --digest-file out/app.digest -o archive:out/app.tar >/dev/null 2>&1
cat out/app.d
rm src/bad.c
cd ..

echo "== names"
mkdir names
cat >Makefile <<'END'
stamp:
	@echo made; mote pack -q --depfile stamp.d --digest-file stamp -o archive:stamp.tar --file names:/names app/out/program >/dev/null
-include stamp.d
END
make() { command make -s --no-print-directory; }
row() {
  rm -rf names stamp*
  mkdir names
  : >"names/$1"
  touch -d '1 hour ago' "names/$1" names
  printf '%q:' "$1"
  for change in made nothing touched deleted; do
    case $change in
    touched) touch -d '1 minute' "names/$1" ;;
    deleted) rm "names/$1"; touch -d '1 hour ago' names ;;
    esac
    printf ' %s' "$(make 2>&1 | grep -v 'Clock skew\|in the future')"
    [ $change != touched ] || { touch -d '1 hour ago' "names/$1"; touch stamp; }
  done
  echo
}
for byte in ' ' '#' '$' ':' '%' '*' '?' '[' ']' '=' '\' '&' '(' ')' '~' '@' '!' '+' ',' '{' "'" '"' '`' '<' '^' '-' 'é'; do
  row "${byte}x"
  row "x${byte}y"
done
row 'x\ y'
row 'x\\#y'
row 'x\%y'
row '$(shell touch hacked).c'
row 'a = b : c % $d'
row 'a : b # c (d).e'
[ ! -e hacked ] || echo hacked
echo "== what make cannot say"
for name in 'x;y' 'x|y' 'x\=y' 'x ' 'x\' 'x&' 'x(1)' 'a#=b'; do
  rm -rf names stamp*
  mkdir names
  : >"names/$name"
  make 2>&1
  make
done
echo "== a target that make cannot say"
mote pack -q --depfile x.d --digest-file 'x;y' -o archive:x.tar app/out/program
echo "$?"
