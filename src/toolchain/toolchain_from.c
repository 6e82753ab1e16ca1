#include "toolchain/toolchain_from.h"

#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_digest.h"
#include "http/download.h"
#include "http/http.h"
#include "toolchain/toolchain_put.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { SUMS_LIMIT = 1 << 20, HEX = 64 };

static const char ending[] = ".tar.xz";

/* A place, split as a download wants it. */
struct source {
	const char *downloads; /* the folder for them */
	const char *folder; /* a folder or an address */
	const char *file; /* "mote-toolchain-amd64.tar.xz" */
	bool is_address;
	const char *sha256; /* NULL: nobody says it */
};

static struct source
split_place(struct arena *arena, const char *place)
{
	struct source source = {.is_address = strstr(place, "://") != NULL};
	size_t length = strlen(place);
	bool is_file = source.is_address ? text_ends_with(place, ending)
					 : file_exists(place) && !file_is_folder(place);

	/* "-dist" is a folder, and no option; "/" stays */
	while (length > 1 && place[length - 1] == '/')
		length--;
	place = arena_copy(arena, place, length);
	source.folder = place;
	source.file = toolchain_archive_name(arena);
	if (is_file) {
		source.folder = path_folder(arena, place);
		source.file = path_base(place);
	}
	return source;
}

/* The line of sha256sum that names the file; one alone may name another. */
static const char *
find_sum(struct arena *arena, const struct text *bytes, const char *file, bool alone)
{
	const char *line = text_string(bytes);

	for (; *line != '\0'; line += strcspn(line, "\n") + (strchr(line, '\n') != NULL)) {
		const char *name = line + HEX;

		if (strspn(line, "0123456789abcdef") != HEX)
			continue;
		name += strspn(name, " *");
		if (alone ||
		    (strncmp(name, file, strlen(file)) == 0 &&
			strchr("\n", name[strlen(file)]) != NULL))
			return arena_copy(arena, line, HEX);
	}
	return NULL;
}

/* Reads a small file beside the archive; ERROR_NOT_FOUND if it is not there. */
static int
read_beside(struct arena *arena, const struct source *source, const char *name,
    struct text *ret_bytes, struct error *err)
{
	struct text_list places = {0};
	const char *file = path_join(arena, source->downloads, "sums");
	const struct download wanted = {
	    .places = &places, .path = name, .file = file, .limit = SUMS_LIMIT, .called = name};

	if (!source->is_address) {
		file = path_join(arena, source->folder, name);
		return file_read(arena, file, SUMS_LIMIT, ret_bytes, err);
	}
	text_list_add(&places, arena, source->folder);
	if (download(arena, &wanted, err) != 0)
		return -1;
	return file_read(arena, file, SUMS_LIMIT, ret_bytes, err);
}

static int
find_sha256(struct arena *arena, struct source *source, struct error *err)
{
	const char *const names[] = {arena_printf(arena, "%s.sha256", source->file), "SHA256SUMS"};
	struct text bytes;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && source->sha256 == NULL; i++) {
		if (read_beside(arena, source, names[i], &bytes, err) != 0) {
			if (err->kind != ERROR_NOT_FOUND)
				return -1;
			continue;
		}
		source->sha256 = find_sum(arena, &bytes, source->file, i == 0);
		if (source->sha256 == NULL && i == 0)
			return error_set(err, ERROR_FAILED,
			    "\"%s/%s\" begins with no SHA-256; nothing was installed",
			    http_hide_login(arena, source->folder), names[i]);
	}
	return 0;
}

/* The file of a folder is read where it is. */
static int
check_file(
    struct arena *arena, const struct source *source, const char **ret_file, struct error *err)
{
	const char *file = path_join(arena, source->folder, source->file);
	struct digest digest;

	if (!file_exists(file))
		return error_set(err, ERROR_NOT_FOUND, "there is no \"%s\"", file);
	*ret_file = file;
	if (source->sha256 == NULL)
		return 0;
	if (file_digest(file, &digest, err) != 0)
		return -1;
	if (strcmp(digest_hex(&digest), source->sha256) != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" has another SHA-256 than the file beside it says; nothing was installed",
		    file);
	return 0;
}

static int
fetch(struct arena *arena, const struct source *source, const char **ret_file, struct error *err)
{
	struct text_list places = {0};
	const struct download wanted = {.places = &places,
	    .path = source->file,
	    .file = path_join(arena, source->downloads, source->file),
	    .sha256 = source->sha256,
	    .limit = toolchain_archive_limit,
	    .called = source->file};

	text_list_add(&places, arena, source->folder);
	*ret_file = wanted.file;
	return download(arena, &wanted, err);
}

static bool
is_this_machine(struct arena *arena, const char *address)
{
	static const char *const hosts[] = {"127.0.0.1:", "localhost:", "[::1]:"};
	const char *host = http_host(arena, address);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hosts); i++)
		if (text_starts_with(host, hosts[i]))
			return true;
	return false;
}

/* Somebody on the way could give any compiler. */
static int
check_way(struct arena *arena, const struct source *source, struct error *err)
{
	if (source->sha256 != NULL || !text_starts_with(source->folder, "http://") ||
	    is_this_machine(arena, source->folder))
		return 0;
	return error_set(err, ERROR_REFUSED,
	    "\"%s/%s\" has no SHA-256 beside it, and plain HTTP protects nothing; use https:// or "
	    "put \"%s.sha256\" there",
	    http_hide_login(arena, source->folder), source->file, source->file);
}

static int
fetch_artifact(struct arena *arena, const struct toolchain_install *install, const char *file,
    struct error *err)
{
	struct reference reference;

	if (reference_parse_registry(arena, install->from, &reference, err) != 0)
		return -1;
	reference.access = install->access;
	return toolchain_fetch_artifact(arena, &reference, file, err);
}

/* The archive as a file of this machine. `folder` is for downloads. */
static int
bring(struct arena *arena, const struct toolchain_install *install, const char *folder,
    const char **ret_file, struct error *err)
{
	struct source source = split_place(arena, install->from);

	if (text_starts_with(install->from, "docker://")) {
		*ret_file = path_join(arena, folder, toolchain_archive_name(arena));
		return fetch_artifact(arena, install, *ret_file, err);
	}
	source.downloads = folder;
	if (find_sha256(arena, &source, err) != 0 || check_way(arena, &source, err) != 0)
		return -1;
	return source.is_address ? fetch(arena, &source, ret_file, err)
				 : check_file(arena, &source, ret_file, err);
}

static int
lock_home(struct arena *arena, const char *home, int *ret_lock, struct error *err)
{
	if (file_make_folders(home, err) != 0)
		return -1;
	*ret_lock =
	    open(path_join(arena, home, ".install.lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (*ret_lock < 0)
		return error_errno(err,
		    "cannot write into \"%s\"; set MOTE_TOOLCHAIN_DIR to a folder of yours", home);
	if (flock(*ret_lock, LOCK_EX | LOCK_NB) == 0)
		return 0;
	log_detail("another process installs into \"%s\"", home);
	return flock(*ret_lock, LOCK_EX) != 0 ? error_if_stopped(err) : 0;
}

int
toolchain_install_from(
    struct arena *arena, const struct toolchain_install *install, struct error *err)
{
	struct toolchain_put put = {.install = install};
	struct text_list installed = {0};
	struct error ignored;
	const char *folder;
	SCOPED(fd) int lock = -1;

	if (toolchain_home(arena, &put.home, err) != 0 ||
	    lock_home(arena, put.home, &lock, err) != 0)
		return -1;
	/* a download stays there until its toolchains are installed */
	folder = path_join(arena, put.home, ".download");
	if ((strstr(install->from, "://") != NULL && file_make_folders(folder, err) != 0) ||
	    bring(arena, install, folder, &put.file, err) != 0)
		return -1;
	if (toolchain_put(arena, &put, &installed, err) != 0) {
		/* its bytes would be refused again */
		if (err->kind == ERROR_REFUSED)
			(void)!file_remove_tree(folder, &ignored);
		return -1;
	}
	if (file_remove_tree(folder, err) != 0)
		return -1;
	if (installed.count > 0)
		log_note("installed the toolchain for %s in \"%s\"",
		    text_list_join(&installed, arena, ", "), put.home);
	return 0;
}
