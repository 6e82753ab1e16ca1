# slow: many attempts in many sandboxes
# An image's program tries its ways out, as root and as a user of the image. It is started by root, by a user with
# subordinate ids and by one without. Two things prove the result: the program's words, and what the host saw. Rows that
# are harmless outside are first tried there, and must work: so no row passes only because its way never works.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
. "$SRC/tests/support/ordinary.sh"
export SECRET_OF_THE_HOST=mote-secret-$$
echo secret >secret
shared=mote-hostile-$$
echo shared >"/dev/shm/$shared"
sleep 300 &
other=$!
trap 'kill $other $listener 2>/dev/null; ipcrm -M 0x$$ -Q 0x$$ -S 0x$$ 2>/dev/null; rm -f "/dev/shm/$shared"' EXIT
cp "$SRC/tests/support/ways_out.h" .
{
  cat <<END
#define HERE "$PWD"
#define OTHER "$other"
#define SOCKET "$PWD/socket"
#define PORT $((20000 + $$ % 10000))
#define KEY 0x$$
#define SECRET "$SECRET_OF_THE_HOST"
#define SHARED "$shared"
END
  cat "$SRC/tests/cli/run/hostile.c"
} | static_program attack || exit
./attack listen >visitors &
listener=$!
while ! grep -qs ready visitors; do sleep 0.05; done

echo '# outside'
./attack ipv4 'unix socket' 'abstract socket' 'read file' 'write file' climb 'root of another' 'folder of another' \
  'environment of another' 'memory of another' 'read memory of another' signal trace 'process descriptor' 'limit of another' \
  'shared memory' 'message queue' semaphores 'shared file' 'oom_score_adj' 'add key' sys | sort
sort visitors
cat secret

PYTHONPATH=$SRC/tests/support python3 -B - <<'P' || exit
from image import *
attack = open("attack", "rb").read()
image("hostile", entry("attack", attack, mode=0o755), entry("set-id", attack, mode=0o4755), entry("given", attack, mode=0o755),
      config={"config": {"Entrypoint": ["/attack"]}})
P
chmod -R a+rX .
chmod 666 secret
echo secret >secret
echo ready >visitors
echo '# root of the image, started by root'
mote run -q -u 0 hostile 2>&1 | tee first
for how in 'mote run -q -u 65532' 'as_user_with_ids mote run -q -u 0' 'as_user_with_ids mote run -q -u 65532' 'as_user mote run -q -u 0' \
  'as_user mote run -q -u 65532'; do
  echo "# what is different with: $how"
  $how hostile 2>&1 | diff first -
done

echo '# what the host saw'
cat visitors secret
grep -c mote-hostile /proc/keys
ls -A "$TMPDIR"
kill -0 $other && echo 'the other process lives'

echo "# with the host's network, which not every host has for ipv6"
mote run -q -u 0 --network=host hostile 2>&1 | grep -v ipv6 | diff <(grep -v ipv6 first) -
# here process 1 is bubblewrap's own
echo '# under an emulator'
emulator=$(command -v "$(emulator_of "$static_target")") || exit
for user in 0 65532; do
  mote run -q -u $user --emulator="$emulator" hostile 'program of process 1' 'root of process 1' 'environment of process 1' \
    'process 1 without filter' 'read file'
done
echo '# on a terminal'
script -qec 'mote run -q -u 0 hostile TIOCSTI TIOCLINUX terminal' /dev/null </dev/null | tr -d '\r'
