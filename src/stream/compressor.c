#include "stream/compressor.h"

#include <archive.h>
#include <string.h>

static const struct compressor rows[] = {
    {
	.name = "gzip",
	.oci_type = MEDIA_OCI_LAYER "+gzip",
	.docker_type = MEDIA_DOCKER_LAYER ".gzip",
	.ending = ".gz",
	.short_ending = ".tgz",
	.magic = "\x1f\x8b",
	.magic_size = 2,
	.highest_level = 9,
	.make = gzip_stream_new,
	.measures = true,
	.version = gzip_stream_version,
	.let_read = archive_read_support_filter_gzip,
    },
    {
	.name = "zstd",
	.oci_type = MEDIA_OCI_LAYER "+zstd",
	.ending = ".zst",
	.magic = "\x28\xb5\x2f\xfd",
	.magic_size = 4,
	.highest_level = 22,
	.make = zstd_stream_new,
	.version = zstd_stream_version,
	.let_read = archive_read_support_filter_zstd,
    },
    {
	.name = "none",
	.oci_type = MEDIA_OCI_LAYER,
	.docker_type = MEDIA_DOCKER_LAYER,
    },
    {
	.name = "xz",
	.ending = ".xz",
	.magic = "\xfd\x37zXZ",
	.magic_size = 5,
	.highest_level = 9,
	.make = xz_stream_new,
	.version = xz_stream_version,
	.let_read = archive_read_support_filter_xz,
    },
};

const struct compressor *
compressor_at(size_t index)
{
	return index < ARRAY_SIZE(rows) ? &rows[index] : NULL;
}

const struct compressor *
compressor_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].oci_type != NULL && strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

const char *
compressor_names(struct arena *arena, bool with_none)
{
	struct text_list names = {0};
	const char *last;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].oci_type != NULL && (with_none || rows[i].magic != NULL))
			text_list_add(&names, arena, rows[i].name);
	last = names.items[--names.count];
	return arena_printf(arena, "%s or %s", text_list_join(&names, arena, ", "), last);
}

const struct compressor *
compressor_of_bytes(const void *bytes, size_t size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].magic != NULL && rows[i].magic_size <= size &&
		    memcmp(bytes, rows[i].magic, rows[i].magic_size) == 0)
			return &rows[i];
	return NULL;
}

static bool
has_ending(const char *name, const char *ending)
{
	return ending != NULL && text_ends_with(name, ending);
}

const struct compressor *
compressor_of_name(const char *name, size_t *ret_length)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *ending = rows[i].short_ending;

		if (!has_ending(name, ending))
			ending = rows[i].ending;
		if (!has_ending(name, ending))
			continue;
		*ret_length = strlen(name) - strlen(ending);
		return &rows[i];
	}
	return NULL;
}

bool
compressor_names_archive(const char *name)
{
	static const char tar[] = ".tar";
	const size_t size = sizeof(tar) - 1;
	const struct compressor *compressor;
	size_t length;

	if (text_ends_with(name, tar))
		return true;
	compressor = compressor_of_name(name, &length);
	if (compressor == NULL)
		return false;
	return has_ending(name, compressor->short_ending) ||
	    (length >= size && memcmp(name + length - size, tar, size) == 0);
}

struct stream *
compressor_stream_new(const struct compressor *compressor, struct stream *next,
    const struct compress_options *options, struct error *err)
{
	struct stream *stream =
	    compressor->make == NULL ? next : compressor->make(next, options, err);

	if (options->measure == NULL || compressor->measures)
		return stream;
	return measure_stream_new(stream, options->measure, err);
}
