#!/bin/sh
# _hostile.sh RUNG...: tries, on these rungs, how a hostile command can reach other things of the user. hostile-root and
# hostile-user call it, each in a folder of its own. Every way is first tried outside, where it must work.
mkdir home src control
sleep 300 &
other=$!
trap 'control/others tidy; kill $other $waiting' EXIT
echo secret >home/secret
# the address of a socket has a hundred bytes
datagrams=$(mktemp -u "${TMPDIR:-/tmp}/XXXXXX")
cp "$SRC/tests/cli/build/hostile-others.c" src/others.c
cp "$SRC/tests/support/ways_out.h" src/
cat >src/where.h <<END
#define HERE "$PWD"
#define OTHER $other
#define OTHER_TEXT "$other"
#define KEY 0x$$
#define QUEUE "/mote-$$"
#define DATAGRAMS "$datagrams"
END
cc -Isrc -o control/others src/others.c || exit
control/others lay || exit
control/others wait >waits &
waiting=$!
while ! grep -qs ready waits; do sleep 0.05; done

as_it_was() {
  printf 'secret\n' | cmp - home/secret
  chmod 600 home/secret
  touch -d 2001-01-01 home/secret
  setfattr -x user.mote home/secret 2>/dev/null
}
echo '# outside'
as_it_was
control/others limits 'read limits' priority 'priority of the user' 'io priority' 'io priority of the user' 'signal to all' scheduling processors memory 'open file' compare 'working folder' \
  'out of memory' 'shared memory' 'message queue' semaphores 'posix queue' datagram 'connected datagram' 'abstract datagram' mode owner times attribute link 'make a folder' \
  remove watch 2>&1
rm linked
for rung; do
  echo "# $rung"
  as_it_was
  # in its own pid and ipc namespace a build may do these things
  filter='^(signal to all|priority of the user|io priority of the user|leave .*):'
  [ "$rung" = strict ] || filter='^$'
  # shellcheck disable=SC2069 # stdout is not wanted
  mote build --no-cache --isolation="$rung" --run 'cc others.c -o others -lrt && ./others' --run-output others src 2>&1 >/dev/null |
    "$SRC/tests/support/stage_lines" |
    grep -vE "$filter"
  stat -c %a home/secret
  find home/secret -newer src/others.c -exec echo 'the time was changed' ';'
  cat home/secret
done
trap - EXIT
control/others tidy
kill $waiting
rm -f "$datagrams"
kill $other && echo 'the other process lived'
