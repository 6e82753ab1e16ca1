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

#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* More than processors: some wait for the network meanwhile. */
enum { MOST_AT_ONCE = 8, READ_BLOCK = 64 << 10, DIGITS = 64 };

/* The work that all threads share. Only `done` changes, under the lock. */
struct providing {
	const struct package_store *store;
	const struct text_list *places;
	const struct locked_package **missing;
	size_t count, done;
	pthread_mutex_t lock;
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
	if (strlen(package->sha256) == DIGITS &&
	    strspn(package->sha256, "0123456789abcdef") == DIGITS)
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
fill(void *context, const char *folder, struct error *err)
{
	const struct one_package *one = context;
	struct arena arena = {0};
	const char *incoming = arena_printf(
	    &arena, "%s/packages/incoming/%s", one->providing->store->home, one->package->sha256);
	const char *file = path_join(&arena, incoming, "deb");
	const struct download wanted = {.places = one->providing->places,
	    .path = one->package->path,
	    .file = file,
	    .sha256 = one->package->sha256,
	    .limit = one->package->size,
	    .called = one->called};
	struct error ignored;
	int status = file_make_folders(incoming, err);

	if (status == 0)
		status = download(&arena, &wanted, err);
	if (status == 0) {
		status = unpack(one, file, folder, err);
		/* a fault of these bytes would be there again */
		(void)!file_remove_tree(incoming, &ignored);
	}
	arena_release(&arena);
	return status;
}

static int
provide_one(void *context, size_t number, struct error *err)
{
	struct providing *providing = context;
	const struct locked_package *package = providing->missing[number];
	struct arena arena = {0};
	struct one_package one = {
	    providing, package, arena_printf(&arena, "%s %s", package->name, package->version)};
	const struct whole_folder wanted = {
	    package_store_folder(&arena, providing->store->home, package), fill, &one};
	bool made;
	int status = whole_folder_provide(&arena, &wanted, &made, err);

	pthread_mutex_lock(&providing->lock);
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

static int
provide_missing(struct arena *arena, struct providing *providing, struct error *err)
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
	if (crew.threads > MOST_AT_ONCE)
		crew.threads = MOST_AT_ONCE;
	log_step("packages: fetching %zu %s, %s", providing->count,
	    providing->count == 1 ? "package" : "packages", text_size(arena, size));
	pthread_mutex_init(&providing->lock, NULL);
	status = crew_run(&crew, err);
	pthread_mutex_destroy(&providing->lock);
	return status;
}

int
package_store_provide(struct arena *arena, const struct package_store *store,
    const struct locked_packages *packages, struct error *err)
{
	struct providing providing = {.store = store, .places = store->places};
	size_t i;

	providing.missing = arena_array(arena, packages->count, sizeof(*providing.missing));
	for (i = 0; i < packages->count; i++) {
		const struct locked_package *package = &packages->items[i];

		if (check_digits(package, err) != 0)
			return -1;
		if (!file_is_folder(package_store_folder(arena, store->home, package)))
			providing.missing[providing.count++] = package;
	}
	return providing.count == 0 ? 0 : provide_missing(arena, &providing, err);
}
