# slow: many attempts in many sandboxes
# Files belong to the owners that the image says, and a program may become any user of the image: for root, and for a
# user with subordinate ids. For other users all files belong to the program's user, and a note says so.
# not under emulated: Debian 12's qemu-user does not know openat2, without which no image is unpacked
# shellcheck disable=SC1091
. "$SRC/tests/support/host_bwrap.sh"
. "$SRC/tests/support/static.sh"
. "$SRC/tests/support/ordinary.sh"
static_program look <<'C'
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
show(const char *path)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		printf("%s: %s\n", path, strerror(errno));
	else
		printf("%s %06o %d:%d\n", path, status.st_mode, status.st_uid, status.st_gid);
}

static void
try_open(const char *path, int flags)
{
	printf("open %s: %s\n", path, open(path, flags, 0600) >= 0 ? "ok" : strerror(errno));
}

static void
say(const char *what, int result)
{
	printf("%s: %s\n", what, result == 0 ? "ok" : strerror(errno));
}

int
main(void)
{
	static const char *const paths[] = {"/", "/secret", "/of-root", "/data", "/set-id", "/link", "/implied",
	    "/implied/file", "/closed", "/moved", "/made", "/made/here", "/etc/hosts", "/dev/shm"};
	const gid_t two[] = {5, 6};
	gid_t groups[10];
	int count = getgroups(10, groups), i;

	printf("user %d, group %d, groups", getuid(), getgid());
	for (i = 0; i < count; i++)
		printf(" %d", groups[i]);
	putchar('\n');
	for (i = 0; i < (int)(sizeof(paths) / sizeof(*paths)); i++)
		show(paths[i]);
	try_open("/secret", O_RDONLY);
	try_open("/of-root/new", O_WRONLY | O_CREAT);
	try_open("/data/new", O_WRONLY | O_CREAT);
	try_open("/closed/file", O_RDONLY);
	say("chown to 7", chown("/data", 7, 8));
	say("setgroups", setgroups(2, two));
	say("setgid", setgid(1000));
	say("setuid", setuid(1000));
	printf("user %d, group %d\n", getuid(), getgid());
	try_open("/secret", O_RDONLY);
	say("back to root", setuid(0));
	return 0;
}
C
cat >images.py <<'P'
from image import *
look = entry("look", open("look", "rb").read(), mode=0o755)
files = [look, folder("etc"), entry("etc/passwd", b"app:x:65532:65532::/data:\n"),
         entry("etc/group", b"app:x:65532:\nwheel:x:10:root,app\nother:x:11:root\nmore:x:12:app\n"),
         entry("secret", b"s", mode=0o600), folder("of-root"), folder("data", uid=65532, gid=65532, mode=0o2750),
         entry("set-id", b"x", mode=0o6755, uid=7, gid=8), link("link", "secret", uid=9, gid=10),
         entry("implied/file", b"x", mode=0o640, uid=1, gid=2), folder("closed", mode=0), entry("closed/file", b"x", mode=0),
         entry("moved", b"x", uid=5)]
image("plain", *files, config={"config": {"Entrypoint": ["/look"], "User": "app"}})
# a layer that has an entry for "/", moves a file to another owner, and removes a file whose inode may be used again
layout = Layout("layers")
layout.add_tag(layout.manifest([tar(*files, entry("gone", b"x", uid=77, mode=0o777)),
    tar(folder(".", mode=0o711, uid=3, gid=4), entry(".wh.gone"), entry("moved", b"y", uid=6, mode=0o604), entry("new/deep/file", b"x"))],
    {"config": {"Entrypoint": ["/look"]}}))
layout.finish()
image("large", look, entry("secret", b"s", uid=70000, mode=0o600), folder("data", uid=65535, gid=4000000000),
      entry("set-id", uid=65534, gid=2000000), config={"config": {"Entrypoint": ["/look"], "User": "1000700000"}})
image("many", look, *[entry("secret", b"s", uid=70000 + i, mode=0o600) for i in range(70)], config={"config": {"Entrypoint": ["/look"]}})
image("largest", look, entry("secret", b"s", uid=4294967295, mode=0o600), config={"config": {"Entrypoint": ["/look"]}})
image("same", look, config={"config": {"Entrypoint": ["/look"]}})
P
PYTHONPATH=$SRC/tests/support python3 -B images.py || exit
chmod -R a+rX .
for how in root as_user_with_ids as_user; do
  who=$how
  [ "$how" != root ] || who=
  for image in plain layers; do
    echo "# $how $image"
    $who mote run -w /made/here $image 2>&1 | sed 's/^mote: \(owners.*\): .*/mote: \1: .../'
  done
done
echo '# large ids'
mote run large | grep -e user -e /secret -e '^/data' -e /set-id
as_user_with_ids mote run large | grep -e user -e /secret -e '^/data' -e /set-id
echo '# ids that are not to be had'
for image in many largest; do mote run $image 2>&1 | grep -e mote: -e /secret; done
as_user mote run same 2>&1 | grep mote:
[ "$(as_user mote run -q large 2>&1 | grep -c mote:)" = 0 ] || echo 'not quiet'
mkdir set-id
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v bwrap)" >set-id/bwrap
chmod 4755 set-id/bwrap
PATH=$PWD/set-id:$PATH as_user_with_ids mote run plain 2>&1 | grep mote:
echo '# killed'
cat >mote.yaml <<'Y'
name: wait
files: [{to: /of-root/, owner: 0}]
Y
static_program wait <<'C'
#include <stdio.h>
#include <unistd.h>
int main(void) { puts("ready"); fflush(stdout); sleep(1000); return 0; }
C
mote pack -q -f mote.yaml -o oci:wait-image wait >/dev/null
chmod -R a+rX wait-image
mkfifo said
chmod 666 said
for how in '' as_user_with_ids; do
  # shellcheck disable=SC2031
  $how mote run oci:wait-image >said &
  exec 3<said
  read -r word <&3
  echo "$word"
  # the temporary folder's name has the number of mote's process
  for folder in "$TMPDIR"/.work.mote-*; do
    process=${folder##*.mote-}
    kill -KILL "${process%%-*}"
  done
  wait
  read -r word <&3 || echo gone
  $how mote run -q same >/dev/null
  ls -A "$TMPDIR"
done 2>/dev/null
