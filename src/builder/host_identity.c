#include "builder/host_identity.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DATABASE_LIMIT = 1 << 30, LINK_LIMIT = 4096, DEPTH_LIMIT = 64 };

static bool
add_file(struct text *digests, const char *path)
{
	struct arena pages = {0};
	struct digest digest;
	struct error ignored;
	struct text bytes;
	bool found = file_read(&pages, path, DATABASE_LIMIT, &bytes, &ignored) == 0 &&
	    digest_of_bytes(bytes.bytes, bytes.length, &digest, &ignored) == 0;

	if (found)
		text_printf(digests, " %s", digest.text);
	arena_release(&pages);
	return found;
}

/* Describes one entry of a folder; a link by its target. */
static void
describe(struct text *text, int folder, const char *name, const struct stat *status)
{
	char target[LINK_LIMIT + 1] = "";
	ssize_t length =
	    S_ISLNK(status->st_mode) ? readlinkat(folder, name, target, LINK_LIMIT) : 0;

	text_printf(text, "%zu %s %o", strlen(name), name, (unsigned)status->st_mode);
	if (length > 0)
		text_printf(text, " %zu %s", strlen(target), target);
	else if (S_ISREG(status->st_mode))
		text_printf(text, " %lld %lld.%09ld", (long long)status->st_size,
		    (long long)status->st_mtim.tv_sec, status->st_mtim.tv_nsec);
	text_add(text, "\n");
}

/* Describes all entries below an open folder. */
static bool
describe_folder(struct text *text, int folder, const char *path, unsigned depth)
{
	struct text_list names = {0};
	struct arena pages = {0};
	struct error ignored;
	bool good = depth < DEPTH_LIMIT && folder_list(&pages, folder, path, &names, &ignored) == 0;
	size_t i;

	for (i = 0; i < names.count && good; i++) {
		const char *name = names.items[i];
		SCOPED(fd) int inner = -1;
		struct stat status;

		good = fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
		if (!good)
			break;
		describe(text, folder, name, &status);
		if (!S_ISDIR(status.st_mode))
			continue;
		inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		/* the stage cannot read what mote cannot read, so it is not
		 * described */
		good = inner >= 0 ? describe_folder(text, inner, name, depth + 1) : errno == EACCES;
		text_add(text, "/\n");
	}
	arena_release(&pages);
	return good;
}

/* The digest of a folder's description; "" when there is no such folder, NULL
 * when it cannot be read. */
static const char *
digest_folder(struct arena *arena, const char *path)
{
	SCOPED(fd) int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct arena pages = {0};
	const char *found = NULL;
	struct digest digest;
	struct error ignored;
	struct text text;

	if (folder < 0)
		return errno == ENOENT ? "" : NULL;
	text_init(&text, &pages);
	if (describe_folder(&text, folder, path, 0) &&
	    digest_of_bytes(text_string(&text), text.length, &digest, &ignored) == 0)
		found = arena_strdup(arena, digest.text);
	arena_release(&pages);
	return found;
}

const char *
host_packages(struct arena *arena)
{
	static const char *const databases[] = {"/var/lib/dpkg/status", "/var/lib/rpm/rpmdb.sqlite",
	    "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/lib/apk/db/installed",
	    "/usr/lib/apk/db/installed"};
	const char *alternatives = digest_folder(arena, "/etc/alternatives");
	bool found = false;
	struct text digests;
	size_t i;

	text_init(&digests, arena);
	for (i = 0; i < ARRAY_SIZE(databases); i++)
		found |= add_file(&digests, databases[i]);
	if (!found || alternatives == NULL)
		return NULL;
	text_printf(&digests, "\nalternatives %s\nloader", alternatives);
	add_file(&digests, "/etc/ld.so.cache");
	return text_string(&digests);
}

const char *
host_local(struct arena *arena)
{
	return digest_folder(arena, "/usr/local");
}
