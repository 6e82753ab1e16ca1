#include "transport/archive_write.h"
#include "transport/docker_archive.h"
#include "transport/docker_archive_write.h"
#include "transport/docker_manifest.h"
#include "transport/single_image.h"

static int
docker_archive_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest, struct error *err)
{
	struct docker_archive archive = {.store = image->store};
	const struct archive_content content = {docker_archive_put, &archive};
	struct image_manifest manifest;

	if (single_image_read(arena, "docker-archive:", image, &manifest, err) != 0)
		return -1;
	archive.manifest = &manifest;
	if (target->tag != NULL)
		text_list_add(&archive.names, arena, target->tag);
	else
		docker_manifest_names(arena, target, image, &archive.names);
	if (docker_archive_prepare(arena, &archive, err) != 0 ||
	    archive_write_file(arena, target->path, &content, NULL, err) != 0)
		return -1;
	*ret_digest = archive.digest;
	return 0;
}

static int
docker_archive_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	struct tar_index tar;

	if (tar_index_read(arena, source->path, &ret_source->unpacked, &tar, err) != 0)
		return -1;
	return docker_archive_open(arena, source, &tar, ret_source, err);
}

const struct transport docker_archive_transport = {
    .write = docker_archive_write, .read = docker_archive_read};
