#!/usr/bin/env bash
# slow: it waits for processes
# Two images under one make -j3, by recipes with "+": never more than three jobs of both stages run at once, and more than two,
# on every rung; compilers of `sources:` too. The image's bytes are those of a build without make.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/tests/cli/build/_jobs.sh"
mkdir a b compile
cat >a/mote.yaml <<'END'
name: x
build: {run: make, output: x}
END
cat >a/Makefile <<'END'
jobs := 1 2 3 4 5 6
x: $(jobs:%=%.job)
	echo 'int main(void) { return 0; }' >x.c; $(CC) -o x x.c
%.job:
	@echo "+ $$(date +%s.%N)"; sleep 0.2; echo "- $$(date +%s.%N)"; touch $@
END
cp a/* b
cat >Makefile <<'END'
all: a.tar b.tar
%.tar: FORCE
	+@mote build --isolation=$(RUNG) -o archive:$@ $* >$*.out
FORCE:
END
for rung in strict landlock none; do
  echo "== $rung"
  make -s -j3 RUNG=$rung >log 2>&1 || cat log
  output_of log
  jobs_at_once log
  grep -v '^[-+] \|^echo' log
done
echo "== bytes"
mote build -q -o archive:c.tar a >/dev/null 2>&1
cmp a.tar c.tar && cmp b.tar c.tar && echo same

echo "== sources" # this compiler needs a shell
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
cp -R "$(dirname "$(dirname "$(find "${home:?}" -path '*/amd64/bin/cc')")")" amd64
mv amd64/bin/cc amd64/bin/real-cc
cat >amd64/bin/cc <<'END'
#!/bin/sh
echo "+ $(date +%s.%N)" >&2
sleep 0.2
"${0%/*}/real-cc" "$@"
status=$?
echo "- $(date +%s.%N)" >&2
exit $status
END
chmod +x amd64/bin/cc
sed -i 's/bin\/cc/bin\/real-cc/' amd64/bin/real-cc
for n in 1 2 3 4 5 6; do echo "int f$n(void) { return $n; }" >compile/$n.c; done
echo 'int main(void) { return 0; }' >compile/main.c
rm a/* b/*
cp compile/* a
cp compile/* b
for folder in a b; do printf 'name: x\nbuild: {sources: ["*.c"], root: tools}\n' >$folder/mote.yaml; done
MOTE_TOOLCHAIN_DIR=$PWD make -s -j3 RUNG=strict >log 2>&1 || cat log
output_of log
jobs_at_once log
grep -v '^[-+] ' log
mote build -q -o archive:c.tar a >/dev/null
cmp a.tar c.tar && cmp b.tar c.tar && echo same
