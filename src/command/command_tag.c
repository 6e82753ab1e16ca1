#include "base/log.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/registry_flags.h"
#include "command/verbs.h"
#include "registry/registry.h"

#include <string.h>

struct tag_flags {
	bool list, delete;
};

static const struct flag own_flags[] = {
    {"list", 'l', NULL, "print the tags of a repository, a line each",
	FLAG_SWITCH(struct tag_flags, list)},
    {"delete", 'd', NULL, "remove tags, but nothing that they name",
	FLAG_SWITCH(struct tag_flags, delete)},
    {0},
};

/* "v2", or the whole "localhost:5000/team/hello:v2" of the same repository. */
static int
read_tag(struct arena *arena, const struct reference *from, const char *text,
    struct reference *ret_to, struct error *err)
{
	struct reference to = *from;

	to.digest.text[0] = '\0';
	to.tag = text;
	*ret_to = to;
	if (strpbrk(text, "/:") == NULL)
		return reference_check_tag(text, err);
	if (reference_parse_registry(arena, text, ret_to, err) != 0)
		return -1;
	if (ret_to->digest.text[0] != '\0' || ret_to->tag == NULL)
		return error_set(
		    err, ERROR_USAGE, "\"%s\" names no tag; write %s:TAG", text, ret_to->path);
	if (strcmp(ret_to->path, from->path) != 0)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is another repository than \"%s\"; \"mote copy\" goes from one to another",
		    text, from->path);
	return 0;
}

static int
put_tags(struct arena *arena, const struct reference *from, const struct reference *tags,
    size_t count, struct error *err)
{
	SCOPED(registry)
	struct registry *registry = registry_open(arena, from, REGISTRY_PUSH, err);
	struct registry_document manifest;
	struct text said;
	size_t i;

	text_init(&said, arena);
	if (registry == NULL ||
	    registry_get_manifest(arena, registry,
		from->digest.text[0] == '\0' ? from->tag : from->digest.text, &manifest, err) != 0)
		return -1;
	for (i = 0; i < count; i++) {
		if (registry_put_manifest(registry, tags[i].tag, &manifest, err) != 0)
			return -1;
		text_printf(&said, "%s\n",
		    reference_with_digest(arena, &tags[i], &manifest.descriptor.digest));
	}
	return command_print(text_string(&said), err);
}

/* Prints the tags of the repository, one a line. */
static int
list_tags(struct arena *arena, const char *operand, const struct registry_access *access,
    struct error *err)
{
	SCOPED(registry) struct registry *registry = NULL;
	struct text_list tags = {0};
	struct reference repository;
	struct text lines;
	size_t i;

	if (reference_parse_registry(arena, operand, &repository, err) != 0)
		return -1;
	if (repository.tag != NULL || repository.digest.text[0] != '\0')
		return error_set(err, ERROR_USAGE,
		    "\"%s\" names an image; --list takes the repository, \"%s\"", operand,
		    repository.path);
	registry_access_set(&repository, access);
	registry = registry_open(arena, &repository, REGISTRY_PULL, err);
	if (registry == NULL || registry_list_tags(arena, registry, &tags, err) != 0)
		return -1;
	text_init(&lines, arena);
	for (i = 0; i < tags.count; i++) {
		text_add_visible(&lines, tags.items[i]);
		text_add(&lines, "\n");
	}
	return command_print(text_string(&lines), err);
}

/* Checks all operands before it deletes the first tag. */
static int
delete_tags(struct arena *arena, const struct flag_result *flags,
    const struct registry_access *access, struct error *err)
{
	struct reference *references =
	    arena_array(arena, flags->operand_count, sizeof(*references));
	size_t i;

	for (i = 0; i < flags->operand_count; i++) {
		const char *text = flags->operands[i];

		if (reference_parse_registry(arena, text, &references[i], err) != 0)
			return -1;
		if (references[i].digest.text[0] != '\0' || references[i].tag == NULL)
			return error_set(err, ERROR_USAGE,
			    "\"%s\" names no tag alone; --delete takes %s:TAG", text,
			    references[i].path);
		registry_access_set(&references[i], access);
	}
	for (i = 0; i < flags->operand_count; i++) {
		SCOPED(registry)
		struct registry *registry =
		    registry_open(arena, &references[i], REGISTRY_DELETE, err);

		if (registry == NULL || registry_delete_tag(registry, references[i].tag, err) != 0)
			return -1;
		log_note("deleted the tag \"%s\" of %s", references[i].tag, references[i].path);
	}
	return 0;
}

static int
give_tags(struct arena *arena, const struct flag_result *flags,
    const struct registry_access *access, struct error *err)
{
	struct reference from, *tags;
	size_t count = 0;

	if (reference_parse_registry(arena, flags->operands[0], &from, err) != 0)
		return -1;
	reference_default_tag(&from);
	registry_access_set(&from, access);
	tags = arena_array(arena, flags->operand_count - 1, sizeof(*tags));
	for (; count + 1 < flags->operand_count; count++)
		if (read_tag(arena, &from, flags->operands[count + 1], &tags[count], err) != 0)
			return -1;
	return put_tags(arena, &from, tags, count, err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct registry_access access = {0};
	struct tag_flags own = {0};
	const struct flag_group groups[] = {
	    {NULL, NULL, own_flags, &own}, {REGISTRY_GROUP, registry_flags, &access}, {0}};
	struct flag_result flags;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (own.list && own.delete)
		return error_set(err, ERROR_USAGE, "--list and --delete do not go together");
	if (own.list && flags.operand_count != 1)
		return error_set(err, ERROR_USAGE,
		    "--list takes one repository; usage: mote tag --list HOST/NAME");
	if (own.delete && flags.operand_count == 0)
		return error_set(err, ERROR_USAGE,
		    "--delete takes tags; usage: mote tag --delete HOST/NAME:TAG...");
	if (own.list)
		return list_tags(call->arena, flags.operands[0], &access, err);
	if (own.delete)
		return delete_tags(call->arena, &flags, &access, err);
	if (flags.operand_count < 2)
		return error_set(err, ERROR_USAGE,
		    "tag takes an image in a registry and its new tags; usage: %s", self->usage);
	return give_tags(call->arena, &flags, &access, err);
}

const struct command command_tag = {
    .name = "tag",
    .usage = "mote tag [FLAG...] HOST/NAME[:TAG][@DIGEST] TAG...",
    .summary = "add tags in a registry, list them, or remove some",
    .run = run,
};
