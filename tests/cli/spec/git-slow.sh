#!/bin/bash
# slow: it waits for processes
# git has five minutes. Here a clock of a thousandth of that: git waits for a fifo that .git/config includes.
# not under static emulated: a static program heeds no LD_PRELOAD
# shellcheck disable=SC1091 disable=SC2016 # mote expands them
. "$SRC/tests/support/static.sh"
export GIT_CONFIG_GLOBAL=$PWD/gitconfig GIT_CONFIG_NOSYSTEM=1
cat >clock.c <<'C'
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int
clock_gettime(clockid_t clock, struct timespec *now)
{
	long result = syscall(SYS_clock_gettime, clock, now);

	if (clock != CLOCK_MONOTONIC)
		return (int)result;
	now->tv_sec = now->tv_sec * 1000 + now->tv_nsec / 1000000;
	now->tv_nsec = now->tv_nsec % 1000000 * 1000;
	return (int)result;
}
C
gcc -D_GNU_SOURCE -shared -fPIC -w -o clock.so clock.c || exit
echo 'int main(void) { return 0; }' | static_program app
git init -q p
mkfifo fifo
git config --file p/.git/config include.path "$PWD/fifo"
printf 'name: app\nimage: {labels: {label: "${git.revision}"}}\n' >p/pack.yaml
cd p || exit
ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$OLDPWD/clock.so timeout -k 5 "$HANGS_AFTER" mote pack -q -f pack.yaml -o archive:o.tar ../app 2>&1 | sed "s|$OLDPWD|PWD|g"
