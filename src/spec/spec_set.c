#include "spec/spec_set.h"

#include "spec/spec_outputs.h"
#include "spec/spec_value.h"
#include "stream/compressor.h"

#include <string.h>

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
spec_set_tag_flag(void *spec, struct arena *arena, const char *text, struct error *err)
{
	((struct spec *)spec)->tags_from_flags = true;
	return spec_set_tag(spec, arena, text, err);
}

int
spec_set_output(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct spec *target = spec;
	struct reference reference;

	if (reference_parse_target(arena, text, &reference, err) != 0)
		return -1;
	target->outputs = arena_grow(arena, target->outputs, target->output_count,
	    &target->output_capacity, sizeof(*target->outputs));
	target->outputs[target->output_count++] = reference;
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

const char *const spec_pieces[] = {"certs", "tmp", "passwd", "nsswitch", "tz", NULL};

/* False if there is no piece of this name. */
static bool
set_piece(struct spec_with *with, const char *name)
{
	bool *const pieces[] = {
	    &with->certs, &with->tmp, &with->passwd, &with->nsswitch, &with->tz};
	size_t i;

	for (i = 0; spec_pieces[i] != NULL && strcmp(spec_pieces[i], name) != 0; i++)
		continue;
	if (spec_pieces[i] == NULL)
		return false;
	*pieces[i] = true;
	return true;
}

static int
unknown_piece(const char *name, struct error *err)
{
	const char *nearest = text_nearest(name, spec_pieces);

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
	struct spec_with *with = &((struct spec *)spec)->with;

	if (text[0] == '/' || text[0] == '\0' || text_ends_with(text, "/") ||
	    strstr(text, "..") != NULL || value_text("tz", text, err) != 0)
		return error_set(
		    err, ERROR_USAGE, "tz \"%s\" is no time zone; write it as Europe/Berlin", text);
	with->tz = true;
	if (!text_list_has(&with->zones, text))
		text_list_add(&with->zones, arena, text);
	return 0;
}

int
spec_set_with(void *spec, struct arena *arena, const char *text, struct error *err)
{
	bool zones = false;

	for (;;) {
		size_t length = strcspn(text, ",");
		const char *name = arena_copy(arena, text, length);

		/* "tz=Europe/Berlin,UTC,certs": behind "tz=", a name that is no
		 * piece is a zone */
		if (text_starts_with(name, "tz=")) {
			zones = true;
			name += 3;
		}
		if (!set_piece(&((struct spec *)spec)->with, name)) {
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

int
spec_set_user(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return value_user(arena, text, &((struct spec *)spec)->image.user, err);
}

/* The folders at "/" that a stage fills itself. */
static bool
belongs_to_stage(const char *path)
{
	static const char *const taken[] = {"bin", "build", "ccache", "dev", "etc", "for-build",
	    "lib", "lib32", "lib64", "libx32", "ports", "proc", "sbin", "stripped", "sys", "tmp",
	    "toolchain", "toolchain-for-build", "usr", "wrapper"};
	const char *name = path + 1;
	size_t length = strcspn(name, "/"), i;

	for (i = 0; i < ARRAY_SIZE(taken); i++)
		if (strlen(taken[i]) == length && strncmp(taken[i], name, length) == 0)
			return true;
	return length == 0;
}

int
spec_set_at(void *spec, struct arena *arena, const char *text, struct error *err)
{
	const char **at = &((struct spec *)spec)->build.at;

	if (value_absolute(arena, text, (struct value_path){"at", false}, at, err) != 0)
		return -1;
	return belongs_to_stage(*at)
	    ? error_set(err, ERROR_USAGE,
		  "at \"%s\": the stage has folders of its own there; \"/app\" is free", text)
	    : 0;
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
spec_set_package(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct text_list *packages = &((struct spec *)spec)->build.packages;

	if (value_package(text, err) != 0)
		return -1;
	if (!text_list_has(packages, text))
		text_list_add(packages, arena, text);
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
		return value_nonempty("created", text, err);
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
spec_set_allowed_variable(void *spec, struct arena *arena, const char *text, struct error *err)
{
	if (text[0] == '\0' || strchr(text, '=') != NULL)
		return error_set(err, ERROR_USAGE,
		    "--allow-env \"%s\" is no name of a variable; write it without a value", text);
	text_list_add(&((struct spec *)spec)->trust.variables, arena, text);
	return 0;
}
