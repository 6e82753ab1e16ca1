#!/usr/bin/env bash
# slow: it waits for processes
# What mote took from make's jobserver it gives back, the same bytes, however the build ends; a build can neither keep
# tokens nor invent them, and learns nothing of make's own pipe. The jobserver is a fifo, as make 4.4 has it.
# not under valgrind: it takes the file descriptors of one digit, and dash knows no others
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck disable=SC2016 # for the stage's shell
# shellcheck source=/dev/null
. "$SRC/tests/cli/build/_jobs.sh"
mkdir src
echo 'int main(void) { return 0; }' >src/x.c
cat >src/Makefile <<'END'
x: 1.job 2.job 3.job 4.job
	$(CC) -o x x.c
%.job:
	@echo "+ $$(date +%s.%N)"; sleep 0.2; echo "- $$(date +%s.%N)"
END

# build COMMAND: with three tokens of the fifo; what make -s would say of its own is told by the status
build() {
  MAKEFLAGS="s -j4 --jobserver-auth=3,4 --jobserver-auth=fifo:$PWD/fifo -- A=--jobserver-auth=5,6" \
    exec mote build "${quiet:--q}" --run "$1" --run-output x src
}

echo "== done"
begin_tokens 3
(quiet=--progress=plain && build 'make') >log 2>&1
echo "$?"
output_of log
jobs_at_once log
end_tokens

echo "== failed, with all tokens taken"
begin_tokens 3
(build 'fds=${MAKEFLAGS##*=}; sh -c "read -r x </proc/self/fd/${fds%,*}" & sleep 0.3; exit 9') 2>&1
end_tokens

echo "== hoarding and inventing"
begin_tokens 3
(build 'fds=${MAKEFLAGS##*=}; for i in 1 2 3; do head -c 1 </proc/self/fd/${fds%,*} >/dev/null; done; echo got
  head -c 3000 /dev/zero >/proc/self/fd/${fds#*,}; sleep 0.3; cc -o x x.c; exit 9') 2>&1
end_tokens

echo "== nothing else is open"
begin_tokens 0
(exec 3<&9 4>&9 7</etc/passwd
build 'for n in $(seq 3 99); do readlink /proc/$$/fd/$n || :; done; exit 9' 2>&1) | sed 's/:.*//' | sort | uniq -c
exec 9>&-

for signal in TERM KILL; do
  echo "== $signal"
  begin_tokens 3
  (build 'fds=${MAKEFLAGS##*=}; for i in 1 2 3; do head -c 1 </proc/self/fd/${fds%,*} >/dev/null; done; touch started; sleep 60') 2>/dev/null &
  pid=$!
  until find "$TMPDIR" -name started 2>/dev/null | grep -q .; do sleep 0.05; done
  kill -$signal $pid
  wait $pid 2>/dev/null
  echo "$?"
  end_tokens
done
# what a killed mote left is not this test's matter
rm -rf "${TMPDIR:?}"/*

echo "== without +"
cat >Makefile <<'END'
all:
	@mote build -q --isolation=strict --run 'echo "[$${MAKEFLAGS-none}]"; exit 9' --run-output x src || :
END
make -j3 2>&1
echo "== no jobserver"
for flags in '' s '-j4' '-j4 --jobserver-auth=3,4' '-j4 --jobserver-auth=-2,-2' '--jobserver-auth=fifo:/nonexistent' '--jobserver-auth=,' \
  '--jobserver-auth=99999999999999999999,1' '--jobserver-auth=0,1' '--jobserver-auth=fifo:src/x.c'; do
  MAKEFLAGS=$flags mote build -q --run 'echo "[${MAKEFLAGS-none}]"; exit 9' --run-output x src 2>&1
done
echo "== the user's own"
begin_tokens 1
cat >src/mote.yaml <<'END'
build: {run: 'echo "[$MAKEFLAGS]"; exit 9', output: x, env: {MAKEFLAGS: -n}}
END
MAKEFLAGS="-j4 --jobserver-auth=fifo:fifo" mote build -q src 2>&1
end_tokens
