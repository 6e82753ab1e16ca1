#!/bin/sh
# On a terminal the last lines of a build are in a window, which goes away. Warnings of "sources" stay, and the end of
# what a failed build printed. The terminal is as it was, also after a signal, and at each size.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
export TERM=xterm
unset NO_COLOR
on() { # [STEP...] -- COMMAND...: a build that is waited for shows its next line when the file "go" is there
  python3 "$SRC/tests/support/screen.py" --size 200x24 "$@" 2>&1 | sed -E 's/[0-9.]+ kB \([0-9.]+ kB unpacked\) in [0-9.]+ s/SIZE/; /^building/{ s/  [0-9]+ s$//; s/:? *$//; }; s/@sha256:[0-9a-f]*/@DIGEST/; s/output\/mote-a-amd64-......\.log/output\/FILE/' | sed "s|$MOTE_CACHE_DIR|CACHE|"
}
mkdir src lines
cat >src/a.c <<'END'
#warning "look here"
int main(void) { return 0; }
END
# shellcheck disable=SC2016 # the stage's shell expands it
printf 'name: a\nplatforms: linux/amd64\nbuild:\n  output: a\n  run:\n  - sh lines.sh\n' >lines/mote.yaml
cat >lines/lines.sh <<'END'
i=0
while [ $i -lt 30 ]; do i=$((i + 1)); echo "line $i of many"; done
printf '\033[2J\033[31mred\033[0m\twide: \346\274\242\346\274\242\346\274\242\346\274\242\n'
printf '10 %%\r20 %%'
sleep 0.5
printf '\r30 %%\nwait\n'
sleep 1
sh end.sh
END
echo '# a warning of "sources" stays, once'
on 'building a for linux/amd64: [1/2] a.c=show' -- mote build -p amd64 --no-cache --source a.c --name a src
echo '# the window, and nothing of it when the build has ended'
echo 'echo "int main(void) { return 0; }" >a.c && cc a.c -o a' >lines/end.sh
on '  20 %=show' '  wait=show' -- mote build --no-cache lines
echo '# narrow and low'
on --size 34x5 '  wait=show' -- mote build --no-cache lines | sed '/^-- at the end/q'
echo '# made smaller meanwhile'
on '  20 %=resize:30x7' '  wait=show' -- mote build --no-cache lines | sed '/^-- at the end/q'
echo '# stopped'
for stop in signal:TERM 'key:\x03'; do
  on "  wait=$stop" -- mote build --no-cache lines
done
echo '# not a terminal that can do it'
on -- env TERM=dumb mote build --no-cache lines | grep -c '^linux/amd64 |'
echo '# failed'
echo 'seq 20; exit 3' >lines/end.sh
on -- mote build --no-cache lines | sed 3,35d
find "$MOTE_CACHE_DIR/output" -type f | wc -l
