#include "base/scope.h"
#include "command/command.h"
#include "command/registry_flags.h"
#include "command/verbs.h"
#include "registry/registry.h"

#include <string.h>

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

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct registry_access access = {0};
	const struct flag_group groups[] = {{NULL, registry_flags, &access}, {0}};
	struct reference from, *tags;
	struct flag_result flags;
	size_t count = 0;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count < 2)
		return error_set(err, ERROR_USAGE,
		    "tag takes an image in a registry and its new tags; usage: %s", self->usage);
	if (reference_parse_registry(call->arena, flags.operands[0], &from, err) != 0)
		return -1;
	reference_default_tag(&from);
	registry_access_set(&from, &access);
	tags = arena_array(call->arena, flags.operand_count - 1, sizeof(*tags));
	for (; count + 1 < flags.operand_count; count++)
		if (read_tag(call->arena, &from, flags.operands[count + 1], &tags[count], err) != 0)
			return -1;
	return put_tags(call->arena, &from, tags, count, err);
}

const struct command command_tag = {
    .name = "tag",
    .usage = "mote tag [FLAG...] HOST/NAME[:TAG][@DIGEST] TAG...",
    .summary = "give an image in a registry more tags",
    .run = run,
};
