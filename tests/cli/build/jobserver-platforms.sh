#!/usr/bin/env bash
# slow: it waits for processes
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# Several platforms side by side share one jobserver: mote's own, of as many jobs as there are processors, and under a make
# that make's, of which each platform takes what it needs and gives all back. Never more compilers run at once than there are
# jobs, and the platforms overlap where there are two.
# not under valgrind: it takes the file descriptors of one digit, and dash knows no others
# shellcheck disable=SC2016 # for the stage's shell
# shellcheck source=/dev/null
. "$SRC/tests/cli/build/_jobs.sh"
mote toolchain install -q arm64 || exit
mkdir src
cat >src/mote.yaml <<'END'
name: x
build: {run: make, output: x}
platforms: [amd64, arm64]
END
cat >src/Makefile <<'END'
jobs := 1 2 3 4 5 6
x: $(jobs:%=%.job)
	echo 'int main(void) { return 0; }' >x.c; $(CC) -o x x.c
%.job:
	@echo "+ $$(date +%s.%N)" $(MOTE_TRIPLE); sleep 0.3; echo "- $$(date +%s.%N)" $(MOTE_TRIPLE); touch $@
END

# overlap FILE: whether a job of one platform ran while one of another did
overlap() {
  grep -E '^[-+] [0-9]' "$1" | sort -k2,2n -k1,1r | awk '
    { open[$3] += $1 == "+" ? 1 : -1; n = 0; for (t in open) n += open[t] > 0; if (n > 1) both = 1 }
    END { print both ? "platforms overlap" : "one platform after another" }'
}

# within FILE MOST: whether jobs_at_once stays within what there is
within() {
  local found
  found=$(jobs_at_once "$1")
  if [ "${found//[!0-9 ]/}" ] && [ "$(echo "$found" | cut -d' ' -f3)" -le "$2" ]; then
    echo "of ${found##* } jobs never more than there may be"
  else
    echo "$found"
  fi
}

echo "== mote's own"
mote build --no-cache -o archive:own.tar src >log 2>&1 || cat log
output_of log
within log "$(nproc)"
mote build -q --no-cache --run 'echo "${MAKEFLAGS%%=*}" | sed "s/[0-9]*//g"; exit 9' -o archive:no.tar src 2>&1 | sed 's/^linux[^|]* | //' | sort -s -k1,1

echo "== one of make's"
cat >Makefile <<'END'
all: ; +@mote build --no-cache -o archive:$(NAME).tar src
END
make -s -j4 NAME=four >log 2>&1 || cat log
output_of log
within log 4
overlap log
[ "$(jobs_at_once log | cut -d' ' -f3)" -ge 3 ] || jobs_at_once log
make -s -j2 NAME=two >log 2>&1 || cat log
output_of log
within log 2
# with no job to spare it still comes to an end
begin_tokens 0
MAKEFLAGS="-j1 --jobserver-auth=fifo:$PWD/fifo" mote build --no-cache -o archive:one.tar src >log 2>&1 || cat log
output_of log
within log 1
overlap log
end_tokens
cmp own.tar four.tar && cmp own.tar two.tar && cmp own.tar one.tar && echo same

echo "== what was taken is given back"
begin_tokens 3
MAKEFLAGS="-j4 --jobserver-auth=fifo:$PWD/fifo" mote build -q --no-cache -o archive:one.tar src >/dev/null 2>&1
end_tokens
begin_tokens 3
MAKEFLAGS="-j4 --jobserver-auth=fifo:$PWD/fifo" mote build -q --no-cache -k --run 'test $MOTE_TRIPLE != aarch64-linux-musl; make' \
  -o archive:kept.tar src 2>&1 >/dev/null | grep '^mote:'
end_tokens
for signal in TERM KILL; do
  begin_tokens 3
  (MAKEFLAGS="-j4 --jobserver-auth=fifo:$PWD/fifo" exec mote build -q --no-cache --run 'touch started; make; sleep 60' -o archive:no.tar src) >/dev/null 2>&1 &
  pid=$!
  # folders come and go under it
  until [ "$(find "$TMPDIR" -name started 2>/dev/null | wc -l)" = 2 ]; do sleep 0.05; done
  kill -$signal $pid
  wait $pid 2>/dev/null
  echo "$signal $?"
  # its builds unwind themselves
  for _ in $(seq 100); do
    find "$TMPDIR" -name started 2>/dev/null | grep -q . || break
    sleep 0.1
  done
  sleep 0.5
  end_tokens
done
# what a killed mote left is not this test's matter
find "$TMPDIR" -mindepth 1 -delete
ls ./*.tar
