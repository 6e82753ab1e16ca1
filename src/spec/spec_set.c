#include "spec/spec_set.h"

#include "spec/spec_outputs.h"
#include "spec/spec_value.h"
#include "stream/compressor.h"

#include <string.h>

int
spec_check_text(const char *key, const char *text, struct error *err)
{
	if (text[0] == '\0')
		return error_set(err, ERROR_USAGE, "%s is empty", key);
	return value_text(key, text, err);
}

int
spec_set_name(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	if (reference_check_name(text, err) != 0)
		return -1;
	((struct spec *)spec)->name = text;
	return 0;
}

int
spec_set_tag(void *spec, struct arena *arena, const char *text, struct error *err)
{
	/* ${...} is known when the spec is finished, and checked then */
	if (strchr(text, '$') == NULL && spec_check_tag(arena, text, err) != 0)
		return -1;
	text_list_add(&((struct spec *)spec)->tags, arena, text);
	return 0;
}

int
spec_set_output(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct spec *own = spec;
	struct reference reference;

	if (reference_parse_target(arena, text, &reference, err) != 0)
		return -1;
	own->outputs = arena_grow(
	    arena, own->outputs, own->output_count, &own->output_capacity, sizeof(*own->outputs));
	own->outputs[own->output_count++] = reference;
	return 0;
}

int
spec_set_compression(void *spec, struct arena *arena, const char *text, struct error *err)
{
	size_t length = strcspn(text, ":");
	const char *name = arena_copy(arena, text, length);
	const struct compressor *compressor = compressor_find(name);
	uint64_t level = 0;

	if (compressor == NULL)
		return error_set(err, ERROR_USAGE,
		    "unknown compression \"%s\": it is %s, with a level as in gzip:9", text,
		    compressor_names(arena, true));
	if (text[length] == ':' && compressor->highest_level == 0)
		return error_set(
		    err, ERROR_USAGE, "compression \"%s\": %s has no level", text, name);
	if (text[length] == ':' &&
	    (text_to_number(text + length + 1, compressor->highest_level, &level) != 0 ||
		level == 0))
		return error_set(err, ERROR_USAGE,
		    "compression \"%s\": the level of %s is a number from 1 to %u", text, name,
		    compressor->highest_level);
	((struct spec *)spec)->compression = compressor;
	((struct spec *)spec)->level = (int)level;
	return 0;
}

int
spec_set_format(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	if (strcmp(text, "oci") == 0)
		((struct spec *)spec)->format = FORMAT_OCI;
	else if (strcmp(text, "docker") == 0)
		((struct spec *)spec)->format = FORMAT_DOCKER;
	else
		return error_set(
		    err, ERROR_USAGE, "unknown format \"%s\": it is oci or docker", text);
	return 0;
}

static const char *const piece_names[] = {"certs", "tmp", "passwd", "nsswitch", "tz", NULL};

/* False when it is no piece's name. */
static bool
take_piece(struct spec_with *with, const char *name)
{
	bool *const pieces[] = {
	    &with->certs, &with->tmp, &with->passwd, &with->nsswitch, &with->tz};
	size_t i;

	for (i = 0; piece_names[i] != NULL && strcmp(piece_names[i], name) != 0; i++)
		continue;
	if (piece_names[i] == NULL)
		return false;
	*pieces[i] = true;
	return true;
}

static int
unknown_piece(const char *name, struct error *err)
{
	const char *nearest = text_nearest(name, piece_names);

	if (nearest != NULL)
		return error_set(err, ERROR_USAGE,
		    "unknown piece \"%s\" in \"with\"; did you mean \"%s\"?", name, nearest);
	return error_set(err, ERROR_USAGE,
	    "unknown piece \"%s\" in \"with\"; there are certs, tmp, passwd, nsswitch and tz",
	    name);
}

int
spec_set_zone(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct spec *own = spec;

	if (text[0] == '/' || text[0] == '\0' || text_ends_with(text, "/") ||
	    strstr(text, "..") != NULL || value_text("tz", text, err) != 0)
		return error_set(
		    err, ERROR_USAGE, "tz \"%s\" is no time zone; write it as Europe/Berlin", text);
	own->with.tz = true;
	if (!text_list_has(&own->with.zones, text))
		text_list_add(&own->with.zones, arena, text);
	return 0;
}

int
spec_set_with(void *spec, struct arena *arena, const char *text, struct error *err)
{
	bool zones = false;

	for (;;) {
		size_t length = strcspn(text, ",");
		const char *name = arena_copy(arena, text, length);

		/* "tz=Europe/Berlin,UTC,certs": behind "tz=" what is no piece is a zone */
		if (text_starts_with(name, "tz=")) {
			zones = true;
			name += 3;
		}
		if (!take_piece(&((struct spec *)spec)->with, name)) {
			if (!zones)
				return unknown_piece(name, err);
			if (spec_set_zone(spec, arena, name, err) != 0)
				return -1;
		}
		if (text[length] == '\0')
			return 0;
		text += length + 1;
	}
}

/* Entrypoint and cmd: "" is none on purpose. */
static int
add_argument(struct text_list *list, bool *has, struct arena *arena, const struct pair *item,
    struct error *err)
{
	if (value_text(item->key, item->value, err) != 0)
		return -1;
	*has = true;
	if (item->value[0] != '\0' || list->count > 0)
		text_list_add(list, arena, item->value);
	return 0;
}

int
spec_set_entrypoint(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct spec_image *image = &((struct spec *)spec)->image;

	return add_argument(&image->entrypoint, &image->has_entrypoint, arena,
	    &(struct pair){"entrypoint", text}, err);
}

int
spec_set_cmd(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct spec_image *image = &((struct spec *)spec)->image;

	return add_argument(&image->cmd, &image->has_cmd, arena, &(struct pair){"cmd", text}, err);
}

int
spec_set_user(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return value_user(arena, text, &((struct spec *)spec)->image.user, err);
}

int
spec_set_workdir(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return value_absolute(arena, text, (struct value_path){"workdir", false},
	    &((struct spec *)spec)->image.workdir, err);
}

int
spec_set_expose(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct text_list *ports = &((struct spec *)spec)->image.expose;
	const char *port;

	if (value_port(arena, text, &port, err) != 0)
		return -1;
	if (!text_list_has(ports, port))
		text_list_add(ports, arena, port);
	return 0;
}

int
spec_set_volume(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct text_list *volumes = &((struct spec *)spec)->image.volumes;
	const char *volume;

	if (value_absolute(arena, text, (struct value_path){"volume", false}, &volume, err) != 0)
		return -1;
	if (!text_list_has(volumes, volume))
		text_list_add(volumes, arena, volume);
	return 0;
}

int
spec_set_signal(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return value_signal(arena, text, &((struct spec *)spec)->image.stop_signal, err);
}

int
spec_set_created(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	struct spec_image *image = &((struct spec *)spec)->image;

	image->created_text = text;
	if (strchr(text, '$') != NULL)
		return spec_check_text("created", text, err);
	if (value_time("created", text, &image->created, err) != 0)
		return -1;
	image->created_kind = CREATED_SECONDS;
	return 0;
}

int
spec_set_path(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct spec_image *image = &((struct spec *)spec)->image;
	const char *path;

	if (value_absolute(arena, text, (struct value_path){"path", false}, &path, err) != 0)
		return -1;
	if (strcmp(path, "/") == 0 || text_ends_with(text, "/"))
		return error_set(err, ERROR_USAGE,
		    "path \"%s\" is a folder; write where the executable itself goes, as "
		    "/usr/bin/hello",
		    text);
	image->path = path;
	return 0;
}

static void
add_platform(struct spec *spec, struct arena *arena, const struct platform *platform)
{
	size_t i;

	for (i = 0; i < spec->platform_count; i++)
		if (spec->platforms[i] == platform)
			return;
	spec->platforms = arena_grow(arena, spec->platforms, spec->platform_count,
	    &spec->platform_capacity, sizeof(const struct platform *));
	spec->platforms[spec->platform_count++] = platform;
}

int
spec_set_platform(void *spec, struct arena *arena, const char *text, struct error *err)
{
	for (;;) {
		size_t length = strcspn(text, ","), i;
		const char *name = arena_copy(arena, text, length);
		const struct platform *platform;

		if (strcmp(name, "all") == 0) {
			for (i = 0; platform_all()[i] != NULL; i++)
				add_platform(spec, arena, platform_all()[i]);
		} else {
			platform = platform_parse(name, err);
			if (platform == NULL)
				return -1;
			add_platform(spec, arena, platform);
		}
		if (text[length] == '\0')
			return 0;
		text += length + 1;
	}
}

int
spec_add_file(
    struct arena *arena, struct spec *spec, const struct spec_file *file, struct error *err)
{
	struct spec_file row = *file;
	struct spec_files *files = &spec->files;

	if (row.to == NULL)
		return error_set(
		    err, ERROR_USAGE, "a file without \"to\"; say where in the image it goes");
	if (row.from != NULL && row.link != NULL)
		return error_set(
		    err, ERROR_USAGE, "the file \"%s\" has both \"from\" and \"link\"", row.to);
	if (row.from == NULL && row.link == NULL && !text_ends_with(row.to, "/"))
		return error_set(err, ERROR_USAGE,
		    "the file \"%s\" needs \"from\" or \"link\"; end it with \"/\" for an empty folder",
		    row.to);
	if ((row.from != NULL && spec_check_text("from", row.from, err) != 0) ||
	    (row.link != NULL && spec_check_text("link", row.link, err) != 0))
		return -1;
	if (value_absolute(arena, row.to, (struct value_path){"to", true}, &row.to, err) != 0)
		return -1;
	if (row.from == NULL && row.exclude.count > 0)
		return error_set(
		    err, ERROR_USAGE, "the file \"%s\" has \"exclude\" without \"from\"", row.to);
	if (row.link != NULL && (text_ends_with(row.to, "/") || row.mode >= 0))
		return error_set(err, ERROR_USAGE,
		    "the link \"%s\" has a mode, or a name that ends with \"/\"", row.to);
	files->items =
	    arena_grow(arena, files->items, files->count, &files->capacity, sizeof(*files->items));
	files->items[files->count++] = row;
	return 0;
}
