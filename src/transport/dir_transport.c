#include "base/leftover.h"
#include "base/path.h"
#include "base/scope.h"
#include "image/image_walk.h"
#include "store/store_copy.h"
#include "stream/filters.h"
#include "transport/layout_index.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * skopeo's flat folder: `version`, `manifest.json`, every blob under its hex
 * digits, and the manifests that an index names as <hex>.manifest.json. A
 * folder is written beside its place, synced, and exchanged with what is there.
 * Signatures, which skopeo may put in, are not read.
 */
static const char version_text[] = "Directory Transport Version: 1.1\n";
static const char version_start[] = "Directory Transport Version: 1.";
static const char manifest_suffix[] = ".manifest.json";

enum { FILE_LIMIT = 100000, VERSION_LIMIT = 4 << 10, NAME_TRIES = 100 };

/* Whether the name is a blob's, with its digest. */
static bool
blob_of(const char *name, struct digest *ret_digest)
{
	size_t length = strspn(name, "0123456789abcdef");
	const char *algorithm = length == 128 ? "sha512" : "sha256";

	if ((length != 64 && length != 128) ||
	    (name[length] != '\0' && strcmp(name + length, manifest_suffix) != 0))
		return false;
	snprintf(
	    ret_digest->text, sizeof(ret_digest->text), "%s:%.*s", algorithm, (int)length, name);
	return true;
}

static int
list_blobs(struct arena *arena, const char *path, struct blob_places *places, struct error *err)
{
	SCOPED(directory) DIR *folder = opendir(path);
	struct dirent *entry;
	struct stat status;

	if (folder == NULL)
		return error_errno(err, "cannot open \"%s\"", path);
	while ((entry = readdir(folder)) != NULL) {
		struct blob_place place = {.offset = 0};

		if (!blob_of(entry->d_name, &place.digest))
			continue;
		place.path = path_join(arena, path, arena_strdup(arena, entry->d_name));
		if (stat(place.path, &status) != 0 || !S_ISREG(status.st_mode))
			continue;
		if (places->count == FILE_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "\"%s\" holds more than %d files, the most that is read", path,
			    FILE_LIMIT);
		place.size = (uint64_t)status.st_size;
		blob_places_add(places, arena, &place);
	}
	return 0;
}

static int
read_root(
    struct arena *arena, const char *path, struct transport_source *ret_source, struct error *err)
{
	const char *file = path_join(arena, path, "manifest.json");
	struct descriptor *root = &ret_source->root;
	SCOPED(json) json_t *json = NULL;
	struct blob_place place = {0};
	struct text bytes;

	if (file_read(arena, file, STORE_READ_LIMIT, &bytes, err) != 0)
		return -1;
	json = json_parse(text_string(&bytes), bytes.length, file, err);
	if (json == NULL || digest_of_bytes(bytes.bytes, bytes.length, &root->digest, err) != 0)
		return -1;
	/* its own word, else the one that its keys show; image-spec 1.1:
	 * mediaType "SHOULD be used" */
	root->media_type = json_get_text(arena, json, "mediaType");
	if (root->media_type == NULL)
		root->media_type = json_is_array(json_object_get(json, "manifests"))
		    ? MEDIA_OCI_INDEX
		    : MEDIA_OCI_MANIFEST;
	root->size = bytes.length;
	if (!descriptor_is_index(root) && !descriptor_is_manifest(root))
		return error_set(err, ERROR_FAILED,
		    "%s is \"%s\"; mote reads OCI's manifests and Docker's of schema 2", file,
		    root->media_type);
	place.digest = root->digest;
	place.size = bytes.length;
	place.bytes = text_string(&bytes);
	blob_places_add(&ret_source->places, arena, &place);
	return 0;
}

static int
check_version(struct arena *arena, const char *path, struct error *err)
{
	const char *file = path_join(arena, path, "version");
	struct text bytes;

	if (!file_exists(path_join(arena, path, "manifest.json")))
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" is not what \"dir:\" writes: it has no file \"manifest.json\"", path);
	/* an old one has none */
	if (!file_exists(file))
		return 0;
	if (file_read(arena, file, VERSION_LIMIT, &bytes, err) != 0)
		return -1;
	if (!text_starts_with(text_string(&bytes), version_start))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" has no version that mote knows: \"%.40s\"", file, text_string(&bytes));
	return 0;
}

static int
dir_read(struct arena *arena, const struct reference *source, struct transport_source *ret_source,
    struct error *err)
{
	if (!file_is_folder(source->path))
		return file_exists(source->path)
		    ? error_set(err, ERROR_FAILED,
			  "\"%s\" is a file; \"dir:\" reads a folder, \"archive:\" a file",
			  source->path)
		    : error_set(err, ERROR_NOT_FOUND, "there is no folder \"%s\"", source->path);
	ret_source->store = (struct store){.name = source->path};
	if (check_version(arena, source->path, err) != 0 ||
	    list_blobs(arena, source->path, &ret_source->places, err) != 0 ||
	    read_root(arena, source->path, ret_source, err) != 0)
		return -1;
	blob_places_sort(&ret_source->places);
	if (source->digest.text[0] != '\0' &&
	    !digest_equal(&source->digest, &ret_source->root.digest))
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" has no image %s; the one in it is %s", source->path,
		    source->digest.text, ret_source->root.digest.text);
	return 0;
}

/* A folder on its way; `hidden` goes with its scope unless it was put in
 * place. */
struct dir_job {
	struct arena *arena;
	const struct transport_image *image;
	const char *target;
	char *hidden; /* NULL: nothing is there to be removed */
	int lock; /* of the hidden folder (leftover.h) */
};

static void
scope_dir_job(struct dir_job *job)
{
	struct error ignored;

	if (job->hidden != NULL)
		(void)!file_remove_tree(job->hidden, &ignored);
	scope_fd(&job->lock);
}

/* A blob of the folder that is replaced gets a second name. */
static bool
link_blob(
    const struct dir_job *job, const struct descriptor *blob, const char *name, const char *to)
{
	const char *there = path_join(job->arena, job->target, name);
	struct stat status;

	return lstat(there, &status) == 0 && S_ISREG(status.st_mode) &&
	    (uint64_t)status.st_size == blob->size && link(there, to) == 0;
}

static int
put_blob(void *context, const struct image_node *node, struct error *err)
{
	const struct dir_job *job = context;
	const struct descriptor *blob = &node->descriptor;
	bool root = digest_equal(&blob->digest, &job->image->root->digest);
	bool manifest = descriptor_is_manifest(blob) || descriptor_is_index(blob);
	const char *name = root ? "manifest.json"
				: arena_printf(job->arena, "%s%s", digest_hex(&blob->digest),
				      manifest ? manifest_suffix : "");
	const char *to = path_join(job->arena, job->hidden, name);
	SCOPED(stream) struct stream *out = NULL;
	SCOPED(fd) int fd = -1;

	if (store_check_blob(job->image->store, blob, err) != 0)
		return -1;
	if (!manifest && link_blob(job, blob, name, to))
		return 0;
	fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0 || fchmod(fd, 0644) != 0)
		return error_errno(err, "cannot write \"%s\"", to);
	out = file_stream_new(TAKE_FD(fd), to, err);
	if (out == NULL || store_stream_blob(job->image->store, blob, out, err) != 0 ||
	    stream_finish(out, err) != 0)
		return -1;
	return file_sync(to, err);
}

/* A folder that is there and holds something else is somebody's. */
static int
check_target(struct arena *arena, const char *path, struct error *err)
{
	SCOPED(directory) DIR *folder = opendir(path);
	struct dirent *entry;

	if (folder == NULL && errno == ENOENT)
		return 0;
	if (folder == NULL && errno == ENOTDIR && file_exists(path))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a file; \"dir:\" writes a folder, \"archive:\" a file", path);
	if (folder == NULL)
		return error_errno(err, "cannot open \"%s\"", path);
	while ((entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
		    !file_exists(path_join(arena, path, "version")))
			return error_set(err, ERROR_FAILED,
			    "\"%s\" holds files and is not what \"dir:\" writes; name another folder",
			    path);
	return 0;
}

static int
make_hidden(struct dir_job *job, struct error *err)
{
	char *parent = path_folder(job->arena, job->target), *hidden;
	int try;

	if (!file_is_folder(parent) && file_make_folders(parent, err) != 0)
		return -1;
	leftover_clean(parent);
	for (try = 0; try < NAME_TRIES; try++) {
		hidden = path_join(job->arena, parent,
		    arena_printf(job->arena, ".%.200s.mote-%ld-%d", path_base(job->target),
			(long)getpid(), try));
		if (mkdir(hidden, 0755) != 0) {
			if (errno != EEXIST)
				break;
			continue;
		}
		if (!leftover_hold_folder(hidden, &job->lock))
			continue;
		job->hidden = hidden;
		return chmod(hidden, 0755) == 0
		    ? 0
		    : error_errno(err, "cannot write \"%s\"", job->target);
	}
	return error_errno(err, "cannot write \"%s\"", job->target);
}

/* The old and the new folder exchange their names in one step; then the old one
 * is removed. Another writer may put his in place between two steps. */
static int
put_in_place(struct dir_job *job, struct error *err)
{
	int try;

	for (try = 0; try < NAME_TRIES; try++) {
		if (rename(job->hidden, job->target) == 0) {
			job->hidden = NULL;
			return 0;
		}
		if (errno != ENOTEMPTY && errno != EEXIST)
			break;
		/* not every C library has a function for it */
		if (syscall(SYS_renameat2, AT_FDCWD, job->hidden, AT_FDCWD, job->target,
			RENAME_EXCHANGE) == 0)
			return 0;
		if (errno != ENOENT)
			break;
	}
	return error_errno(err, "cannot put \"%s\" in place", job->target);
}

/* The folder to replace. When the path is a link to a folder, the link stays
 * and its target is replaced. */
static const char *
behind_links(struct arena *arena, const char *path)
{
	char *clean = path_clean(arena, path);
	SCOPED(heap) char *real = NULL;
	struct stat status;

	if (lstat(clean, &status) == 0 && S_ISLNK(status.st_mode))
		real = realpath(clean, NULL);
	return real == NULL ? clean : arena_strdup(arena, real);
}

/* The digest by which the image is known when the folder is read: the folder
 * does not say the algorithm, and readers take sha256. */
static int
read_back(struct arena *arena, const struct transport_image *image, struct digest *ret_digest,
    struct error *err)
{
	struct text bytes;

	if (strcmp(digest_algorithm(&image->root->digest), "sha256") == 0)
		return 0;
	if (store_read(arena, image->store, image->root, &bytes, err) != 0)
		return -1;
	return digest_of_bytes(text_string(&bytes), bytes.length, ret_digest, err);
}

static int
dir_write(struct arena *arena, const struct reference *target, const struct transport_image *image,
    struct digest *ret_digest, struct error *err)
{
	SCOPED(dir_job)
	struct dir_job job = {.arena = arena,
	    .image = image,
	    .target = behind_links(arena, target->path),
	    .lock = -1};
	const struct image_walk walk = {
	    .store = image->store, .reach = WALK_BLOBS, .visit = put_blob, .context = &job};

	if (check_target(arena, job.target, err) != 0 || make_hidden(&job, err) != 0 ||
	    image_walk(arena, &walk, image->root, err) != 0 ||
	    file_write_durable(path_join(arena, job.hidden, "version"), version_text,
		sizeof(version_text) - 1, 0644, err) != 0 ||
	    put_in_place(&job, err) != 0)
		return -1;
	if (file_sync(path_folder(arena, job.target), err) != 0)
		return -1;
	return read_back(arena, image, ret_digest, err);
}

const struct transport dir_transport = {.write = dir_write, .read = dir_read};
