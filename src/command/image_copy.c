#include "command/image_copy.h"

#include "base/log.h"
#include "base/output_file.h"
#include "base/path.h"
#include "base/scope.h"
#include "command/command.h"
#include "image/image_format.h"
#include "image/image_select.h"
#include "spec/spec.h"
#include "spec/spec_value.h"
#include "spec/stdout_use.h"
#include "stream/compressor.h"
#include "transport/referrers.h"
#include "transport/transport.h"

#include <string.h>

static int
set_platforms(void *context, const struct flag_value *value, struct error *err)
{
	struct copy_options *options = context;
	char *text = arena_strdup(value->arena, value->text), *name, *rest = NULL;
	struct platform_choice choice;

	if (value->text[0] == '\0')
		return platform_choice_parse(value->arena, value->text, &choice, err);
	for (name = strtok_r(text, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest)) {
		if (platform_choice_parse(value->arena, name, &choice, err) != 0)
			return -1;
		options->platforms = arena_grow(value->arena, options->platforms, options->count,
		    &options->capacity, sizeof(*options->platforms));
		options->platforms[options->count++] = choice;
	}
	return 0;
}

/* In the order of enum media_format, behind its default. */
static const char *const formats[] = {"oci", "docker", NULL};

static int
set_digest_file(void *context, const struct flag_value *value, struct error *err)
{
	((struct copy_options *)context)->digest_file = value->text;
	return value_output("--digest-file", value->text, err);
}

const struct flag copy_flags[] = {
    {"platform", 'p', "LIST", "only these of an index (again: more)", .set = set_platforms},
    {"format", 0, "WHICH", "convert manifests and media types to oci or docker",
	FLAG_CHOICE(struct copy_options, format, formats)},
    {"referrers", 0, NULL, "copy signatures, SBOMs and other referrers too",
	FLAG_SWITCH(struct copy_options, referrers)},
    {"digest-file", 0, "FILE", "write the digest and a newline, last of all",
	.set = set_digest_file},
    {0},
};

/* Reduces the image to the platforms of --platform; an index that is made for
 * it lies in memory. */
static int
narrow(struct arena *arena, const struct copy_options *options, struct transport_source *source,
    struct error *err)
{
	const struct image_choice choice = {&source->root, options->platforms, options->count};
	struct image_selected selected;
	struct blob_place place = {0};

	if (options->count == 0)
		return 0;
	if (image_select(arena, &source->store, &choice, &selected, err) != 0)
		return -1;
	source->root = selected.root;
	if (selected.bytes.length == 0)
		return 0;
	place.digest = selected.root.digest;
	place.size = selected.root.size;
	place.bytes = text_string(&selected.bytes);
	blob_places_add(&source->places, arena, &place);
	blob_places_sort(&source->places);
	return 0;
}

/* Converts the image to the wanted family of media types. New manifests are
 * kept in memory. */
static int
convert(struct arena *arena, const struct copy_options *options, struct transport_source *source,
    struct error *err)
{
	struct image_conversion conversion = {&source->store, options->format, {0}};
	struct descriptor before = source->root;
	size_t i;

	if (options->format == FORMAT_DEFAULT)
		return 0;
	if (image_convert(arena, &conversion, &before, &source->root, err) != 0)
		return -1;
	if (conversion.made.count == 0)
		return 0;
	for (i = 0; i < conversion.made.count; i++)
		blob_places_add(&source->places, arena, &conversion.made.items[i]);
	blob_places_sort(&source->places);
	log_note("converted to %s media types: %s becomes %s",
	    options->format == FORMAT_OCI ? "OCI's" : "Docker's", before.digest.text,
	    source->root.digest.text);
	return 0;
}

/* An image that has no name is called as the file or the folder that it goes
 * to. */
static const char *
name_from(struct arena *arena, const char *path)
{
	char *base = arena_strdup(arena, path_base(path_clean(arena, path)));
	const char *name;
	size_t length;

	if (compressor_of_name(base, &length) != NULL)
		base[length] = '\0';
	if (text_ends_with(base, ".tar"))
		base[strlen(base) - strlen(".tar")] = '\0';
	name = spec_name_from(arena, base);
	return name[0] == '\0' ? "image" : name;
}

struct whole_image {
	const struct transport_image *image;
	const struct referrers *referrers;
};

/* A registry gets the referrers first: a client that finds the image also finds
 * them. A layout gets the image first. */
static int
write_whole(struct arena *arena, const struct reference *to, const struct whole_image *whole,
    struct digest *ret_digest, struct error *err)
{
	const char *name = whole->image->name;
	bool last = to->transport == TRANSPORT_REGISTRY;

	log_step("writing %s", to->path);
	if (last && referrers_write(arena, whole->referrers, to, name, err) != 0)
		return -1;
	if (transport_write(arena, to, whole->image, ret_digest, err) != 0 ||
	    (!last && referrers_write(arena, whole->referrers, to, name, err) != 0))
		return -1;
	if (whole->referrers->count > 0)
		log_note("%zu that refer to it are in %s too", whole->referrers->count, to->path);
	return 0;
}

int
image_copy_write(struct arena *arena, const struct copy_options *options,
    const struct copy_route *route, struct transport_source *source, struct error *err)
{
	const struct referrers_route wanted = {&route->from, source};
	SCOPED(referrers) struct referrers referrers = {0};
	struct digest digest;
	struct text said;
	const char *line;
	const struct stdout_use use = {route->targets, route->count, &options->digest_file, 1};
	bool taken;
	size_t i;

	if (stdout_use_check(&use, &taken, err) != 0 ||
	    stdout_use_check_files(arena, &use, err) != 0)
		return -1;
	text_init(&said, arena);
	if (source->tags.count == 0)
		text_list_add(&source->tags, arena, "latest");
	if (options->referrers && referrers_find(arena, &wanted, &referrers, err) != 0)
		return error_wrap(err, "referrers");
	for (i = 0; i < route->count; i++) {
		const struct reference *to = &route->targets[i];
		const struct transport_image image = {&source->store, &source->root,
		    source->name == NULL ? name_from(arena, to->path) : source->name, &source->tags,
		    &source->labels};
		const struct whole_image whole = {&image, &referrers};

		if (write_whole(arena, to, &whole, &digest, err) != 0)
			return -1;
		text_printf(&said, "%s\n", reference_with_digest(arena, to, &digest));
	}
	line = arena_printf(arena, "%s\n", digest.text);
	if (options->digest_file != NULL &&
	    output_file_write(options->digest_file, line, strlen(line), err) != 0)
		return -1;
	return command_print_beside(taken, text_string(&said), err);
}

/* Refuses wrong uses of --referrers before anything is written. */
static int
check_referrers(
    const struct copy_options *options, const struct copy_route *route, struct error *err)
{
	size_t i;

	if (!options->referrers)
		return 0;
	if (options->format != FORMAT_DEFAULT)
		return error_set(err, ERROR_USAGE,
		    "--referrers and --format do not go together: what refers to the image means the "
		    "digest that it has");
	for (i = 0; i < route->count; i++)
		if (referrers_check_route(&route->from, &route->targets[i], err) != 0)
			return -1;
	return 0;
}

int
image_copy(
    struct arena *arena, struct copy_options *options, struct copy_route *route, struct error *err)
{
	SCOPED(transport_source) struct transport_source source = {0};

	registry_access_set(&route->from, &options->access);
	registry_access_set_all(route->targets, route->count, &options->access);
	if (check_referrers(options, route, err) != 0)
		return -1;
	if (transport_read(arena, &route->from, &source, err) != 0 ||
	    narrow(arena, options, &source, err) != 0 || convert(arena, options, &source, err) != 0)
		return -1;
	return image_copy_write(arena, options, route, &source, err);
}
