#!/bin/bash
# A shell has the stage of the build: its environment, its source folder, its network. What it makes goes away.
# shellcheck disable=SC2016,SC2094
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir run sources
echo 'int main(void) { return 0; }' | tee run/a.c >sources/a.c
cat >run/mote.yaml <<'END'
name: tool
platforms: [linux/amd64, linux/arm64]
build: {run: ["env; ls -R; pwd; id", "$CC -o a a.c"], output: a, env: {WORD: "two words"}}
END
echo 'build: {sources: "*.c"}' >sources/mote.yaml
sorted() { sed 's/^MAKEFLAGS=.*/MAKEFLAGS/' | sort; }

for rung in strict landlock none; do
  echo "# $rung"
  # without namespaces the work folder is in the paths
  same() { sed -E "s|$TMPDIR/[^/]*|WORK|g" | sorted; }
  mote build -q -k -p amd64 --isolation=$rung -o oci:out run 2>/dev/null >/dev/null
  mote build --no-cache -p amd64 --isolation=$rung -o oci:out run 2>&1 | "$SRC/tests/support/stage_lines" | same | grep -v '^oci:' >build
  mote shell -p amd64 --isolation=$rung -c 'env; ls -R; pwd; id' run 2>said | same >shell
  cat said
  diff build shell && wc -l <shell | awk '{ print ($1 > 30 ? "as in the build" : "too little") }'
  mote shell -p amd64 --isolation=$rung -c '$CC -o a a.c && ./a && echo it compiles' run
  mote shell -p amd64 --isolation=$rung -c 'echo out; echo err >&2; exit 7' run 2>err
  echo "status $?: $(cat err)"
  [ ! -e run/a ] || echo 'the source folder was written'
done
echo '# sources are read-only'
mote shell -p amd64 -c 'touch b 2>/dev/null || echo no; touch /build/b && echo yes' sources
echo '# another processor, and files instead of a folder'
mote shell -p arm64 -c 'cc -o "$TMPDIR/a" sources/a.c && od -An -tu1 -j18 -N1 "$TMPDIR/a"' sources/a.c
echo '# a full disk'
mote shell -c 'echo lost' sources/a.c 2>said >/dev/full
echo "status $?: $(cat said)"
echo '# told to stop while nobody reads'
mkfifo pipe
exec 8<>pipe
mote shell -c 'trap "" TERM; yes' sources/a.c >pipe 2>said &
sleep 1
kill -TERM $!
wait $!
echo "status $?: $(cat said)"
exec 8>&-
echo '# with a pipe that nobody reads, it ends'
timeout "$HANGS_AFTER" mote shell -c yes sources/a.c | head -1
