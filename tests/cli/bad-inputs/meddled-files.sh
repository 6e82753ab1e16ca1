#!/bin/bash
# Files that change while they are read.
# not under static emulated: a static program heeds no LD_PRELOAD
# shellcheck disable=SC1091,SC2034,SC2154
. "$SRC/tests/cli/bad-inputs/_rows.sh"
echo 'int main(void) { return 0; }' | static_program app

# meddle ACTION: what happens to site/victim as soon as it is opened
cat >meddle.c <<'C'
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
meddled(const char *symbol, const char *path, int flags, int mode)
{
	int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, symbol);
	const char *action = getenv("MEDDLE"), *found = strstr(path, "site/victim");
	int fd;

	if (found != NULL && strcmp(action, "unlink") == 0)
		unlink(path);
	if (found != NULL && strcmp(action, "folder") == 0)
		(void)(unlink(path) + mkdir(path, 0755));
	if (found != NULL && strcmp(action, "fifo") == 0)
		(void)(unlink(path) + mkfifo(path, 0644));
	fd = real(path, flags, mode);
	if (found != NULL && strcmp(action, "grow") == 0)
		(void)truncate(path, 9000);
	if (found != NULL && strcmp(action, "shrink") == 0)
		(void)truncate(path, 3);
	return fd;
}

#define HOOK(name)                                          \
	int name(const char *path, int flags, ...)          \
	{                                                   \
		va_list list;                               \
		int mode;                                   \
                                                            \
		va_start(list, flags);                      \
		mode = flags & O_CREAT ? va_arg(list, int) : 0; \
		va_end(list);                               \
		return meddled(#name, path, flags, mode);   \
	}
HOOK(open)
HOOK(open64)
C
gcc -D_GNU_SOURCE -shared -fPIC -w -o meddle.so meddle.c -ldl || exit
meddled() {
  put site/victim
  elsewhere=1
  ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$home/meddle.so MEDDLE=$1 files '{from: site, to: /srv}'
}

run_rows <<'ROWS'
vanished while read|meddled unlink|3|PLATFORM: cannot open "site/victim": No such file or directory
became a folder while read|meddled folder|1|PLATFORM: "site/victim" is not a regular file any more
became a fifo while read|meddled fifo|1|PLATFORM: "site/victim" is not a regular file any more
grew while read|meddled grow|1|PLATFORM: "site/victim" became longer while it was read; build again when it is left alone
shrank while read|meddled shrink|1|PLATFORM: "site/victim" became shorter while it was read; build again when it is left alone
ROWS
