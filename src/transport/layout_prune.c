#include "transport/layout_prune.h"

#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "store/digest_set.h"
#include "transport/layout_index.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

struct pruning {
	struct arena *arena;
	struct store store;
	struct digest_set kept;
	struct text_list waiting; /* digests of kept blobs that were not read yet */
	struct layout_pruned pruned;
};

static const char *const algorithms[] = {"sha256", "sha512"};

static void
scope_pruning(struct pruning *pruning)
{
	scope_digest_set(&pruning->kept);
}

int
layout_hold(struct arena *arena, const char *path)
{
	SCOPED(fd)
	int fd = open(path_join(arena, path, "blobs"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || flock(fd, LOCK_SH) != 0)
		return -1;
	return TAKE_FD(fd);
}

/* Keeps the blob that the text names. 1: it was not kept before. A text that is
 * no digest keeps nothing. */
static int
keep_text(struct pruning *pruning, const char *text, struct error *err)
{
	struct digest digest;
	struct error ignored;
	int added;

	if (text == NULL || digest_parse(text, &digest, &ignored) != 0)
		return 0;
	added = digest_set_add(&pruning->kept, &digest, err);
	if (added > 0)
		text_list_add(
		    &pruning->waiting, pruning->arena, arena_strdup(pruning->arena, text));
	return added;
}

/* Keeps every digest anywhere in the document: its kind may be unknown to
 * mote. */
static int
keep_all_in(struct pruning *pruning, const json_t *json, struct error *err)
{
	const json_t *item;
	const char *key;
	size_t i;

	if (json_is_string(json))
		return keep_text(pruning, json_string_value(json), err) < 0 ? -1 : 0;
	json_array_foreach((json_t *)(uintptr_t)json, i, item)
	{
		if (keep_all_in(pruning, item, err) != 0)
			return -1;
	}
	json_object_foreach((json_t *)(uintptr_t)json, key, item)
	{
		if (keep_all_in(pruning, item, err) != 0)
			return -1;
	}
	return 0;
}

/* Reads a blob as JSON; NULL: it is no JSON, missing, or too large. */
static json_t *
read_document(const char *path)
{
	struct arena arena = {0};
	struct error ignored;
	struct text bytes;
	json_t *json = NULL;

	if (file_read(&arena, path, STORE_READ_LIMIT, &bytes, &ignored) == 0)
		json = json_parse(text_string(&bytes), bytes.length, path, &ignored);
	arena_release(&arena);
	return json;
}

static int
follow_waiting(struct pruning *pruning, struct error *err)
{
	while (pruning->waiting.count > 0) {
		SCOPED(json) json_t *json = NULL;
		struct digest digest;

		if (digest_parse(pruning->waiting.items[--pruning->waiting.count], &digest, err) !=
		    0)
			return -1;
		json = read_document(store_blob_path(pruning->arena, &pruning->store, &digest));
		if (json != NULL && keep_all_in(pruning, json, err) != 0)
			return -1;
	}
	return 0;
}

/* A pass over all blobs that are not kept. */
struct sweep {
	int (*take)(struct pruning *pruning, const struct descriptor *blob, const char *path,
	    bool *ret_changed, struct error *err);
	bool changed;
};

static int
sweep_entry(struct pruning *pruning, struct sweep *sweep, const char *algorithm, const char *name,
    struct error *err)
{
	struct descriptor blob = {.media_type = ""};
	struct arena arena = {0};
	struct error ignored;
	struct stat status;
	const char *path;
	int result = 0;

	if (digest_parse(arena_printf(&arena, "%s:%s", algorithm, name), &blob.digest, &ignored) ==
		0 &&
	    !digest_set_has(&pruning->kept, &blob.digest)) {
		path = store_blob_path(&arena, &pruning->store, &blob.digest);
		if (lstat(path, &status) == 0 && S_ISREG(status.st_mode)) {
			blob.size = (uint64_t)status.st_size;
			result = sweep->take(pruning, &blob, path, &sweep->changed, err);
		}
	}
	arena_release(&arena);
	return result;
}

static int
sweep_all(struct pruning *pruning, struct sweep *sweep, struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(algorithms); i++) {
		SCOPED(directory)
		DIR *folder =
		    opendir(path_join(pruning->arena, pruning->store.blobs, algorithms[i]));
		struct dirent *entry;

		if (folder == NULL && errno != ENOENT)
			return error_errno(err, "cannot open \"%s\"", pruning->store.blobs);
		while (folder != NULL && (entry = readdir(folder)) != NULL)
			if (sweep_entry(pruning, sweep, algorithms[i], entry->d_name, err) != 0)
				return -1;
	}
	return 0;
}

static int
keep_referrer(struct pruning *pruning, const struct descriptor *blob, const char *path,
    bool *ret_changed, struct error *err)
{
	SCOPED(json)
	json_t *json = blob->size <= STORE_READ_LIMIT ? read_document(path) : NULL;
	struct digest subject;
	const char *text =
	    json_string_value(json_object_get(json_object_get(json, "subject"), "digest"));
	struct error ignored;

	if (text == NULL || digest_parse(text, &subject, &ignored) != 0 ||
	    !digest_set_has(&pruning->kept, &subject))
		return 0;
	*ret_changed = true;
	return keep_text(pruning, blob->digest.text, err) < 0 ? -1 : 0;
}

static int
remove_blob(struct pruning *pruning, const struct descriptor *blob, const char *path,
    bool *ret_changed, struct error *err)
{
	if (unlink(path) != 0)
		return error_errno(err, "cannot remove \"%s\"", path);
	*ret_changed = true;
	pruning->pruned.blobs++;
	pruning->pruned.bytes += blob->size;
	return 0;
}

static int
prune(struct pruning *pruning, struct error *err)
{
	SCOPED(json) json_t *index = layout_index_read(pruning->arena, &pruning->store, err);
	struct sweep remove = {remove_blob, false}, referrers;

	if (index == NULL || keep_all_in(pruning, index, err) != 0)
		return -1;
	do {
		referrers = (struct sweep){keep_referrer, false};
		if (follow_waiting(pruning, err) != 0 || sweep_all(pruning, &referrers, err) != 0)
			return -1;
	} while (referrers.changed);
	return sweep_all(pruning, &remove, err);
}

int
layout_prune(
    struct arena *arena, const char *path, struct layout_pruned *ret_pruned, struct error *err)
{
	SCOPED(pruning)
	struct pruning pruning = {.arena = arena, .kept = {.arena = arena}};
	SCOPED(fd) int lock = -1;
	int status;

	if (store_open(arena, path, path, &pruning.store, err) != 0 ||
	    store_check_folders(&pruning.store, err) != 0)
		return -1;
	lock = open(pruning.store.blobs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0)
		return error_errno(err, "cannot open \"%s\"", pruning.store.blobs);
	status = flock(lock, LOCK_EX | LOCK_NB);
	if (status != 0 && errno == EWOULDBLOCK) {
		log_note("waiting for those who use \"%s\"", path);
		status = flock(lock, LOCK_EX);
	}
	if (status != 0)
		return error_errno(err, "cannot lock \"%s\"", path);
	if (prune(&pruning, err) != 0)
		return -1;
	*ret_pruned = pruning.pruned;
	return 0;
}
