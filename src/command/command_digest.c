#include "base/scope.h"
#include "command/command.h"
#include "command/image_flags.h"
#include "command/registry_flags.h"
#include "command/verbs.h"
#include "image/image_select.h"
#include "transport/registry_source.h"

static int
read_digest(struct arena *arena, const struct reference *reference,
    const struct platform_choice *platform, struct digest *ret_digest, struct error *err)
{
	SCOPED(transport_source) struct transport_source source = {0};
	const struct image_choice choice = {&source.root, platform, 1};
	struct image_selected selected;

	if (platform == NULL && reference->transport == TRANSPORT_REGISTRY)
		return registry_source_resolve(arena, reference, ret_digest, err);
	if (transport_read(arena, reference, &source, err) != 0)
		return -1;
	*ret_digest = source.root.digest;
	if (platform == NULL)
		return 0;
	if (image_select(arena, &source.store, &choice, &selected, err) != 0)
		return -1;
	*ret_digest = selected.root.digest;
	return 0;
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct registry_access access = {0};
	const struct platform_choice *platform = NULL;
	const struct flag_group groups[] = {{NULL, NULL, image_platform_flags, &platform},
	    {REGISTRY_GROUP, registry_flags, &access}, {0}};
	struct reference reference;
	struct flag_result flags;
	struct digest digest;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count != 1)
		return error_set(
		    err, ERROR_USAGE, "digest takes one image; usage: %s", self->usage);
	if (reference_parse_source(call->arena, flags.operands[0], &reference, err) != 0)
		return -1;
	registry_access_set(&reference, &access);
	if (read_digest(call->arena, &reference, platform, &digest, err) != 0)
		return -1;
	return command_print(arena_printf(call->arena, "%s\n", digest.text), err);
}

const struct command command_digest = {
    .name = "digest",
    .usage = "mote digest [FLAG...] IMAGE",
    .summary = "print the digest of an image, in a registry by one request",
    .operands = "IMAGE",
    .run = run,
};
