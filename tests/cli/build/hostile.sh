#!/bin/sh
# slow: many attempts in many sandboxes
# A hostile command tries its ways out on the rungs strict and landlock, one row each. Two things prove the result:
# the words of the command, and what the host saw. Rows that are harmless outside are first tried there, and must
# work: so no row passes only because its way never works.
# not under valgrind: it does not know the system calls of Landlock
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck source=/dev/null
. "$SRC/toolchain/places"
export MOTE_TOOLCHAIN_DIR="${home:?}" HOME="$PWD/home"
mkdir home src control
sleep 300 &
other=$!
trap 'kill $other $listener 2>/dev/null; ipcrm -M 0x$$' EXIT
echo secret >home/secret
echo mine >src/source
cp "$SRC/tests/cli/build/hostile.c" src/attack.c
cp "$SRC/tests/support/ways_out.h" src/
where() { # FOLDER USR TOOLCHAIN
  cat >"$1/where.h" <<EOF
#define HERE "$PWD"
#define OTHER "$other"
#define SOCKET "$PWD/socket"
#define PORT $((20000 + $$ % 10000))
#define KEY 0x$$
#define PLACE_USR "$2"
#define PLACE_TOOLCHAIN "$3"
EOF
}
where src /usr /toolchain
cp src/attack.c src/ways_out.h control/
where control "$PWD/control" "$PWD/control"
cc -o control/attack control/attack.c || exit
control/attack listen >visitors &
listener=$!
while ! grep -qs ready visitors; do sleep 0.05; done

echo '# outside'
control/attack ipv4 'unix socket' 'abstract socket' 'write source' 'write home' 'read home' 'write usr' \
  'write toolchain' 'root of another' 'environment of another' 'memory of another' trace 'shared memory' 2>&1
sort visitors
cat src/source home/secret

for rung in strict landlock; do
  echo "# in the stage: $rung"
  [ $rung = strict ] || where src /usr "$MOTE_TOOLCHAIN_DIR"
  echo secret >home/secret
  echo mine >src/source
  echo ready >visitors
  # before Linux 6.12 the landlock rung cannot stop signals to other processes
  unknown='^$'
  [ $rung = strict ] || unknown='^signal:'
  # shellcheck disable=SC2069 # stdout is not wanted
  mote build --isolation=$rung --run 'cc attack.c -o attack && ./attack' --run-output attack src 2>&1 >/dev/null |
    "$SRC/tests/support/stage_lines" | grep -v "$unknown"

  echo '# what the host saw'
  cat visitors src/source home/secret
  ls /usr/hostile "$MOTE_TOOLCHAIN_DIR/hostile" 2>/dev/null
  grep -c mote-hostile /proc/keys
  kill -0 $other && echo 'the other process lives'
done

# a daemon that left its parent and its session is dead when mote is back
echo '# left over'
# shellcheck disable=SC2016 # the stage's shell expands it
mote build -q --isolation=strict --name daemon --run '(setsid sleep '"$$"'1111 >/dev/null 2>&1 & ) ; (setsid sh -c "trap \"\" TERM HUP; sleep '"$$"'2222" >/dev/null 2>&1 & ) ; sleep 0.1
  echo "int main(void) { return 0; }" >a.c && cc a.c -o daemon' --run-output daemon >/dev/null
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' | grep -cE "[s]leep $$(1111|2222)" || true
