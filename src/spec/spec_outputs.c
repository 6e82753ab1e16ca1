#include "spec/spec_outputs.h"

#include "base/output_file.h"
#include "base/path.h"
#include "spec/spec_place.h"
#include "spec/stdout_use.h"

#include <string.h>

bool
spec_tag_is_repository(const char *text)
{
	return strpbrk(text, "/:") != NULL;
}

static int
parse_repository(
    struct arena *arena, const char *text, struct reference *ret_reference, struct error *err)
{
	if (reference_parse_registry(arena, text, ret_reference, err) != 0)
		return -1;
	return reference_check_target(text, ret_reference, err);
}

int
spec_check_tag(struct arena *arena, const char *text, struct error *err)
{
	struct reference reference;

	return spec_tag_is_repository(text) ? parse_repository(arena, text, &reference, err)
					    : reference_check_tag(text, err);
}

/* The names that the repositories give to the image. A tag without a repository
 * belongs to the first repository, and to all repositories that have no tag. */
static struct text_list
names_of(struct arena *arena, const struct reference *repositories, size_t count,
    const struct text_list *tags)
{
	struct text_list names = {0};
	size_t i, k;

	for (i = 0; i < count; i++) {
		const struct reference *at = &repositories[i];

		if (at->tag != NULL)
			text_list_add(
			    &names, arena, arena_printf(arena, "%s:%s", at->path, at->tag));
		for (k = 0; k < tags->count && (at->tag == NULL || i == 0); k++)
			text_list_add(
			    &names, arena, arena_printf(arena, "%s:%s", at->path, tags->items[k]));
		if (at->tag == NULL && tags->count == 0)
			text_list_add(&names, arena, arena_printf(arena, "%s:latest", at->path));
	}
	return names;
}

/* Expands and checks one tag. */
static int
finish_tag(struct spec *spec, struct expansion *expansion, const char **tag, struct error *err)
{
	if (expansion_apply(expansion, "tag", tag, err) != 0 ||
	    spec_check_tag(expansion->arena, *tag, err) != 0)
		return -1;
	if (!spec_tag_is_repository(*tag))
		return 0;
	/* a wish of a flag must happen; an output of mote.yaml may only say
	 * where a push would go */
	if (!spec->push && spec->tags_from_flags)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" of -t is a repository, and nothing is pushed there; add --push", *tag);
	if (!spec->push)
		return 0;
	if (spec->trust.untrusted && !spec->tags_from_flags)
		return error_set(err, ERROR_REFUSED,
		    "the repository \"%s\" is not the project's to choose with --untrusted; say "
		    "where to push by -t",
		    *tag);
	return 0;
}

/* The tags stay. The repositories become the first outputs: mote prints the
 * first one. */
static int
finish_tags(struct spec *spec, struct expansion *expansion, struct error *err)
{
	struct arena *arena = expansion->arena;
	struct reference *outputs =
	    arena_array(arena, spec->tags.count + spec->output_count, sizeof(*outputs));
	struct text_list tags = {0};
	size_t count = 0, i;

	for (i = 0; i < spec->tags.count; i++) {
		const char *tag = spec->tags.items[i];
		bool repository;

		if (finish_tag(spec, expansion, &tag, err) != 0)
			return spec_place_wrap(
			    spec, offsetof(struct spec, tags), spec->tags.items[i], err);
		repository = spec_tag_is_repository(tag);
		if (repository && spec->push &&
		    parse_repository(arena, tag, &outputs[count++], err) != 0)
			return -1;
		if (!repository && !text_list_has(&tags, tag))
			text_list_add(&tags, arena, tag);
	}
	spec->names = names_of(arena, outputs, count, &tags);
	if (tags.count == 0)
		text_list_add(&tags, arena, "latest");
	spec->tags = tags;
	for (i = 0; i < spec->output_count; i++)
		outputs[count++] = spec->outputs[i];
	spec->outputs = outputs;
	spec->output_count = spec->output_capacity = count;
	return 0;
}

/* Whether both write the same thing. A layout, a repository and an engine hold
 * several tags, all else is written anew each time. */
static bool
is_same_output(struct arena *arena, const struct reference *one, const struct reference *other)
{
	bool tags = (one->tag == NULL) == (other->tag == NULL) &&
	    (one->tag == NULL || strcmp(one->tag, other->tag) == 0);
	bool remote = !reference_is_local(one) || !reference_is_local(other);

	if (strcmp(path_clean(arena, one->path), path_clean(arena, other->path)) != 0 ||
	    (remote && one->transport != other->transport))
		return false;
	return tags ||
	    (!remote && (one->transport != TRANSPORT_OCI || other->transport != TRANSPORT_OCI));
}

/* The target of a rule of make must be a file or a folder. */
const char *
spec_depfile_target(const struct spec *spec)
{
	size_t i;

	if (spec->digest_file != NULL && !output_file_is_stdout(spec->digest_file))
		return spec->digest_file;
	for (i = 0; i < spec->output_count; i++) {
		const struct reference *output = &spec->outputs[i];

		if (reference_is_local(output) &&
		    !(reference_is_file(output) && output_file_is_stdout(output->path)))
			return output->path;
	}
	return NULL;
}

static int
check_outputs(struct arena *arena, const struct spec *spec, struct error *err)
{
	const char *const files[] = {spec->digest_file, spec->metadata_file, spec->depfile};
	const struct stdout_use use = {spec->outputs, spec->output_count, files, ARRAY_SIZE(files)};
	bool pushed = false, taken;
	size_t i, j;

	for (i = 0; i < spec->output_count; i++) {
		pushed |= spec->outputs[i].transport == TRANSPORT_REGISTRY;
		for (j = 0; j < i; j++) {
			if (!is_same_output(arena, &spec->outputs[i], &spec->outputs[j]))
				continue;
			error_set(err, ERROR_USAGE, "two outputs write \"%s\"; leave one away",
			    spec->outputs[i].path);
			return spec_place_wrap(
			    spec, offsetof(struct spec, output_count), NULL, err);
		}
	}
	if (spec->push && !pushed)
		return error_set(err, ERROR_USAGE,
		    "--push has nowhere to go; name a repository: -t HOST/NAME[:TAG]");
	if (stdout_use_check(&use, &taken, err) != 0)
		return -1;
	if (spec->depfile != NULL && spec->output_count > 0 && spec_depfile_target(spec) == NULL)
		return error_set(err, ERROR_USAGE,
		    "--depfile says what a file depends on, and the image goes to none; add --digest-file");
	return 0;
}

int
spec_finish_outputs(struct spec *spec, struct expansion *expansion, struct error *err)
{
	const char *const files[] = {spec->digest_file, spec->metadata_file, spec->depfile};
	struct stdout_use use = {.files = files, .file_count = ARRAY_SIZE(files)};
	struct reference archive = {.transport = TRANSPORT_ARCHIVE};
	struct arena *arena = expansion->arena;

	if (finish_tags(spec, expansion, err) != 0 || check_outputs(arena, spec, err) != 0)
		return -1;
	if (spec->output_count == 0) {
		archive.path = arena_printf(arena, "%s.tar", path_base(spec->name));
		spec->outputs = arena_array(arena, 1, sizeof(*spec->outputs));
		spec->outputs[0] = archive;
		spec->output_count = spec->output_capacity = 1;
	}
	use.outputs = spec->outputs;
	use.output_count = spec->output_count;
	return stdout_use_check_files(arena, &use, err);
}
