#include "packages/package_store.h"

#include "base/crew.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/whole_folder.h"
#include "http/download.h"
#include "packages/deb_unpack.h"
#include "packages/package_field.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* More than processors: some wait for the network meanwhile. */
enum { MOST_AT_ONCE = 8, READ_BLOCK = 64 << 10 };

/* The work that all threads share. */
struct providing {
	const struct package_store *store;
	const struct text_list *places;
	const char *folder; /* "<home>/packages" */
	const char *batch; /* a hidden folder in it, where packages are unpacked */
	const struct locked_package **missing;
	bool *unpacked; /* for each of them */
	size_t count;
	pthread_mutex_t lock;
	size_t done; /* under the lock */
};

/* One package that is made. */
struct one_package {
	const struct providing *providing;
	const struct locked_package *package;
	const char *called; /* "autoconf 2.71-3" */
};

char *
package_store_folder(struct arena *arena, const char *home, const struct locked_package *package)
{
	return arena_printf(arena, "%s/packages/%s", home, package->sha256);
}

/* The digest names a folder: it must be one. */
static int
check_digits(const struct locked_package *package, struct error *err)
{
	if (package_field_is_sha256(package->sha256))
		return 0;
	return error_set(err, ERROR_USAGE,
	    "the package \"%s\" has the SHA-256 \"%s\", which is no 64 hexadecimal digits",
	    package->name, package->sha256);
}

static int
digest_of_file(int fd, const char *name, struct digest *ret_digest, struct error *err)
{
	SCOPED(digester) struct digester *digester = digester_new(err);
	char buffer[READ_BLOCK];
	ssize_t got;

	if (digester == NULL)
		return -1;
	while ((got = file_read_full(fd, buffer, sizeof(buffer), name, err)) > 0)
		if (digester_add(digester, buffer, (size_t)got, err) != 0)
			return -1;
	if (got < 0 || digester_finish(digester, ret_digest, err) != 0)
		return -1;
	if (lseek(fd, 0, SEEK_SET) != 0)
		return error_errno(err, "cannot read \"%s\"", name);
	return 0;
}

/* The bytes that are unpacked are those that the lock names: the descriptor
 * stays the same. */
static int
check_deb(const struct one_package *one, const char *file, int fd, struct error *err)
{
	const struct locked_package *package = one->package;
	struct digest digest;
	struct stat status;

	if (fstat(fd, &status) != 0)
		return error_errno(err, "cannot read \"%s\"", file);
	if ((uint64_t)status.st_size != package->size)
		return error_set(err, ERROR_FAILED,
		    "the package \"%s\" has %llu bytes, but the lock says %llu; lock the packages "
		    "again",
		    one->called, (unsigned long long)status.st_size,
		    (unsigned long long)package->size);
	if (digest_of_file(fd, file, &digest, err) != 0)
		return -1;
	if (strcmp(digest_hex(&digest), package->sha256) != 0)
		return error_set(err, ERROR_FAILED,
		    "the package \"%s\" has the SHA-256 %s, but the lock says %s; lock the packages "
		    "again",
		    one->called, digest_hex(&digest), package->sha256);
	return 0;
}

static int
unpack(const struct one_package *one, const char *file, const char *folder, struct error *err)
{
	struct deb_source source = {
	    .name = one->called, .limits = deb_limits_for(one->package->size)};
	SCOPED(fd) int fd = open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_errno(err, "cannot open \"%s\"", file);
	source.fd = fd;
	if (check_deb(one, file, fd, err) != 0)
		return -1;
	return deb_unpack(&source, folder, err);
}

static int
fetch_one(struct arena *arena, const struct one_package *one, struct error *err)
{
	const struct providing *providing = one->providing;
	const struct locked_package *package = one->package;
	const char *incoming =
	    arena_printf(arena, "%s/incoming/%s", providing->folder, package->sha256);
	const char *file = path_join(arena, incoming, "deb"),
		   *folder = path_join(arena, providing->batch, package->sha256);
	const struct download wanted = {.places = providing->places,
	    .path = package->path,
	    .file = file,
	    .sha256 = package->sha256,
	    .limit = package->size,
	    .called = one->called};
	struct error ignored;
	int status;

	if (file_make_folders(incoming, err) != 0 || download(arena, &wanted, err) != 0)
		return -1;
	if (mkdir(folder, 0700) != 0 || chmod(folder, 0755) != 0)
		return error_errno(err, "cannot make the folder \"%s\"", folder);
	status = unpack(one, file, folder, err);
	/* a fault of these bytes would be there again */
	(void)!file_remove_tree(incoming, &ignored);
	return status;
}

static int
provide_one(void *context, size_t number, struct error *err)
{
	struct providing *providing = context;
	const struct locked_package *package = providing->missing[number];
	struct arena arena = {0};
	const struct one_package one = {
	    providing, package, arena_printf(&arena, "%s %s", package->name, package->version)};
	int status = fetch_one(&arena, &one, err);

	pthread_mutex_lock(&providing->lock);
	providing->unpacked[number] = status == 0;
	if (status == 0)
		log_part("packages: %zu of %zu", ++providing->done, providing->count);
	pthread_mutex_unlock(&providing->lock);
	arena_release(&arena);
	return status;
}

static int
find_mirrors(struct arena *arena, const struct text_list **ret_places, struct error *err)
{
	struct text_list *mirrors = arena_alloc(arena, sizeof(*mirrors));

	*ret_places = mirrors;
	return download_mirrors(arena, mirrors, err);
}

#define BATCH_LIMIT ((uint64_t)2 << 30)

static int
unpack_batch(struct arena *arena, struct providing *providing, struct error *err)
{
	struct crew crew = {.threads = 2 * process_processors(),
	    .count = providing->count,
	    .task = provide_one,
	    .context = providing};
	uint64_t size = 0;
	size_t i;
	int status;

	if (providing->places == NULL && find_mirrors(arena, &providing->places, err) != 0)
		return -1;
	for (i = 0; i < providing->count; i++)
		size += providing->missing[i]->size;
	/* a stranger's lock could name all of Debian */
	if (size > BATCH_LIMIT)
		return error_set(err, ERROR_REFUSED,
		    "the packages of the stage have %s together, the most is %s",
		    text_size(arena, size), text_size(arena, BATCH_LIMIT));
	if (crew.threads > MOST_AT_ONCE)
		crew.threads = MOST_AT_ONCE;
	log_step("packages: fetching %zu %s, %s", providing->count,
	    providing->count == 1 ? "package" : "packages", text_size(arena, size));
	pthread_mutex_init(&providing->lock, NULL);
	status = crew_run(&crew, err);
	pthread_mutex_destroy(&providing->lock);
	return status;
}

/* Gives those that are whole their names, also when another one failed. */
static int
publish(struct arena *arena, const struct providing *providing, int batch, struct error *err)
{
	size_t i;

	if (whole_folder_settle(batch, providing->folder, err) != 0)
		return -1;
	for (i = 0; i < providing->count; i++) {
		const char *name = providing->missing[i]->sha256;
		const char *to = path_join(arena, providing->folder, name);

		/* one that is there by now has the same files */
		if (providing->unpacked[i] && !file_is_folder(to) &&
		    file_rename(path_join(arena, providing->batch, name), to, err) != 0 &&
		    !file_is_folder(to))
			return -1;
	}
	return 0;
}

static int
provide_missing(struct arena *arena, struct providing *providing, struct error *err)
{
	struct error ignored;
	SCOPED(fd) int lock = -1;
	char *batch = NULL;
	int status = whole_folder_begin(
	    arena, path_join(arena, providing->folder, "batch"), &batch, &lock, err);

	if (status != 0)
		return -1;
	providing->batch = batch;
	providing->unpacked = arena_array(arena, providing->count, sizeof(bool));
	status = unpack_batch(arena, providing, err);
	if (publish(arena, providing, lock, status == 0 ? err : &ignored) != 0)
		status = -1;
	(void)!file_remove_tree(batch, &ignored);
	return status;
}

int
package_store_open_use(struct arena *arena, const char *home, struct error *err)
{
	const char *folder = path_join(arena, home, "packages");
	int fd;

	if (file_make_folders(folder, err) != 0)
		return -1;
	fd = open(path_join(arena, folder, ".use"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return fd >= 0 ? fd : error_errno(err, "cannot lock \"%s\"", folder);
}

int
package_store_lock(struct arena *arena, const char *home, struct error *err)
{
	const char *folder = path_join(arena, home, "packages");
	SCOPED(fd) int lock = -1;

	if (file_make_folders(folder, err) != 0)
		return -1;
	lock = open(path_join(arena, folder, ".lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (lock < 0)
		return error_errno(err, "cannot lock \"%s\"", folder);
	if (flock(lock, LOCK_EX | LOCK_NB) == 0)
		return TAKE_FD(lock);
	log_part("packages: waiting for another process");
	/* a file system without locks has none to wait for */
	while (flock(lock, LOCK_EX) != 0 && errno == EINTR)
		if (error_if_stopped(err) != 0)
			return -1;
	return TAKE_FD(lock);
}

/* A hash that is there twice counts once. */
static void
find_missing(
    struct arena *arena, struct providing *providing, const struct locked_packages *packages)
{
	size_t i, k;

	providing->count = 0;
	for (i = 0; i < packages->count; i++) {
		const struct locked_package *package = &packages->items[i];

		for (k = 0; k < providing->count &&
		    strcmp(providing->missing[k]->sha256, package->sha256) != 0;
		    k++)
			;
		if (k == providing->count &&
		    !file_is_folder(package_store_folder(arena, providing->store->home, package)))
			providing->missing[providing->count++] = package;
	}
}

int
package_store_provide(struct arena *arena, const struct package_store *store,
    const struct locked_packages *packages, struct error *err)
{
	struct providing providing = {.store = store,
	    .places = store->places,
	    .folder = path_join(arena, store->home, "packages")};
	SCOPED(fd) int lock = -1;
	size_t i;

	for (i = 0; i < packages->count; i++)
		if (check_digits(&packages->items[i], err) != 0)
			return -1;
	providing.missing = arena_array(arena, packages->count, sizeof(*providing.missing));
	find_missing(arena, &providing, packages);
	if (providing.count == 0)
		return 0;
	/* one that needs none does not wait */
	lock = package_store_lock(arena, store->home, err);
	if (lock < 0)
		return -1;
	/* another process may have fetched them meanwhile */
	find_missing(arena, &providing, packages);
	return providing.count == 0 ? 0 : provide_missing(arena, &providing, err);
}
