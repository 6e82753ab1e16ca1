#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/stop_signal.h"
#include "base/temporary_folder.h"
#include "registry/engine.h"
#include "spec/image_name.h"
#include "spec/platform_choice.h"
#include "transport/content_pipe.h"
#include "transport/docker_archive.h"
#include "transport/docker_archive_write.h"
#include "transport/transport.h"

#include <fcntl.h>
#include <string.h>

/* The engine holds one platform of an image under a name: its own, or the only
 * one that there is. */
static int
choose(struct engine *engine, const struct image *image, const struct image_manifest **ret_manifest,
    struct error *err)
{
	struct arena arena = {0};
	struct platform_choice choice;
	struct error ignored;
	const char *name;
	bool known;

	*ret_manifest = &image->manifests[0];
	if (image->manifest_count == 1)
		return 0;
	if (engine_platform(engine, &name, err) != 0)
		return -1;
	/* `choice` points into the arena, so it is used before the arena is
	 * released */
	known = platform_choice_parse(&arena, name, &choice, &ignored) == 0;
	*ret_manifest = known ? image_pick(image, &choice, err) : NULL;
	arena_release(&arena);
	if (!known)
		return error_set(err, ERROR_NOT_FOUND,
		    "the engine at \"%s\" runs %s, and no image is for that", engine_name(engine),
		    name);
	return *ret_manifest == NULL ? error_wrap(err, "the engine at \"%s\"", engine_name(engine))
				     : 0;
}

/* Docker's "hello" is "docker.io/library/hello". Said in full it is that for
 * podman too, which otherwise takes "hello" for "localhost/hello" when it loads
 * it. */
static void
list_names(struct arena *arena, const struct reference *target, const struct transport_image *image,
    struct text_list *names)
{
	size_t i;

	if (target->tag != NULL) {
		text_list_add(names, arena, image_name_full(arena, target->path, target->tag));
		return;
	}
	for (i = 0; i < image->tags->count; i++)
		text_list_add(
		    names, arena, image_name_full(arena, target->path, image->tags->items[i]));
}

static bool
same_layers(const struct image_config *config, const struct engine_image *found)
{
	size_t i;

	if (config->diff_id_count != found->diff_ids.count)
		return false;
	for (i = 0; i < config->diff_id_count; i++)
		if (strcmp(config->diff_ids[i].text, found->diff_ids.items[i]) != 0)
			return false;
	return true;
}

/* An image's Id is the digest of its config; podman may leave "sha256:" away.
 * Where the store is containerd's it is that of a manifest which the engine
 * made, and the layers say whether it is the image. */
static int
verify(struct engine *engine, const struct image_manifest *manifest, const char *name,
    struct error *err)
{
	const struct digest *wanted = &manifest->config_descriptor.digest;
	struct engine_image found;
	bool keeps;

	if (engine_inspect(engine, name, &found, err) != 0)
		return err->kind != ERROR_NOT_FOUND
		    ? -1
		    : error_set(err, ERROR_FAILED,
			  "the engine at \"%s\" takes the image, but has none under the name \"%s\"",
			  engine_name(engine), name);
	if (strcmp(found.identity, wanted->text) == 0 ||
	    strcmp(found.identity, digest_hex(wanted)) == 0)
		return 0;
	if (engine_has_manifests(engine, &keeps, err) != 0)
		return -1;
	if (keeps && same_layers(&manifest->config, &found))
		return 0;
	return error_set(err, ERROR_FAILED,
	    "the engine at \"%s\" has another image under the name \"%s\": its Id is %s, and not %s",
	    engine_name(engine), name, found.identity, wanted->text);
}

static int
load(struct engine *engine, struct docker_archive *archive, struct error *err)
{
	const struct archive_content content = {docker_archive_put, archive};
	SCOPED(content_pipe) struct content_pipe pipe = {.content = &content, .end = -1};
	const struct http_body body = content_pipe_body(&pipe);

	if (engine_load(engine, &body, err) == 0)
		return 0;
	/* what is wrong with the image is not the engine's */
	if (pipe.end < 0 && pipe.failure.kind != ERROR_NONE)
		*err = pipe.failure;
	return -1;
}

static int
docker_daemon_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest, struct error *err)
{
	SCOPED(engine) struct engine *engine = NULL;
	struct docker_archive archive = {.store = image->store};
	struct image found;
	size_t i;

	if (image_read(arena, image->store, image->root, &found, err) != 0)
		return -1;
	engine = engine_open(arena, target->access, err);
	if (engine == NULL || choose(engine, &found, &archive.manifest, err) != 0)
		return -1;
	list_names(arena, target, image, &archive.names);
	if (docker_archive_prepare(arena, &archive, err) != 0 || load(engine, &archive, err) != 0)
		return -1;
	for (i = 0; i < archive.names.count; i++)
		if (verify(engine, archive.manifest, archive.names.items[i], err) != 0)
			return -1;
	*ret_digest = archive.digest;
	return 0;
}

/* The output of `docker save`, in a temporary file. */
static int
save(struct arena *arena, const struct reference *source, const char *name,
    struct transport_source *ret_source, struct error *err)
{
	SCOPED(engine) struct engine *engine = engine_open(arena, source->access, err);
	SCOPED(fd) int fd = -1;
	const char *path;

	if (engine == NULL || temporary_folder_make(&ret_source->unpacked, err) != 0)
		return -1;
	path = path_join(arena, ret_source->unpacked.path, "saved.tar");
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(err, "cannot write \"%s\"", path);
	return engine_save(engine, name, fd, err);
}

static int
docker_daemon_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	bool identity = text_starts_with(source->path, "sha256:");
	const char *tag = source->tag == NULL && !identity ? "latest" : source->tag;
	const char *name =
	    tag == NULL ? source->path : arena_printf(arena, "%s:%s", source->path, tag);
	struct reference archive = {
	    .transport = TRANSPORT_DOCKER_ARCHIVE, .digest = source->digest};
	struct tar_index tar;

	log_step("reading %s", name);
	if (save(arena, source, name, ret_source, err) != 0)
		return -1;
	archive.path = path_join(arena, ret_source->unpacked.path, "saved.tar");
	/* the temporary file's name, in the error, says nothing to anybody */
	if (tar_index_read(arena, archive.path, &ret_source->unpacked, &tar, err) != 0)
		return stop_signal() != 0
		    ? -1
		    : error_set(err, ERROR_FAILED,
			  "what the engine gives for \"%s\" is no archive of an image, or is cut off",
			  name);
	/* errors are about the image */
	tar.name = arena_printf(arena, "docker-daemon:%s", name);
	if (docker_archive_open(arena, &archive, &tar, ret_source, err) != 0)
		return -1;
	/* the name that it was asked by, and not what else the engine calls
	 * it */
	ret_source->name = NULL;
	ret_source->tags = (struct text_list){0};
	ret_source->labels = (struct image_labels){0};
	if (identity)
		return 0;
	image_name_split(arena, source->path, &ret_source->name, NULL);
	text_list_add(&ret_source->tags, arena, tag);
	return 0;
}

const struct transport docker_daemon_transport = {
    .write = docker_daemon_write, .read = docker_daemon_read};
