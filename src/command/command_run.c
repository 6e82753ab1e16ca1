#include "base/scope.h"
#include "command/command.h"
#include "command/image_flags.h"
#include "command/run_chroot.h"
#include "command/run_plan.h"
#include "command/run_root.h"
#include "command/run_start.h"
#include "command/verbs.h"

#include <string.h>

static int
set_env(void *context, const struct flag_value *value, struct error *err)
{
	if (strchr(value->text, '=') == NULL || value->text[0] == '=')
		return error_set(
		    err, ERROR_USAGE, "--env wants NAME=VALUE, not \"%s\"", value->text);
	text_list_add(&((struct run_options *)context)->env, value->arena, value->text);
	return 0;
}

static int
set_network(void *context, const struct flag_value *value, struct error *err UNUSED)
{
	((struct run_options *)context)->host_network = strcmp(value->text, "host") == 0;
	return 0;
}

static const char *const networks[] = {"host", "none", NULL};

static const struct flag own_flags[] = {
    {"env", 'e', "NAME=VALUE", "one more variable", .set = set_env},
    {"user", 'u', "USER", "instead of the image's", FLAG_TEXT(struct run_options, user)},
    {"workdir", 'w', "DIR", "instead of the image's", FLAG_TEXT(struct run_options, workdir)},
    {"entrypoint", 0, "PATH", "instead of the image's; its cmd is dropped",
	FLAG_TEXT(struct run_options, entrypoint)},
    {"network", 0, "HOW", "none (the default) or host (as it is)", .set = set_network,
	.choices = networks},
    {"emulator", 0, "PROGRAM", "a static emulator for an image of another processor",
	FLAG_TEXT(struct run_options, emulator)},
    {0},
};

static int
start(struct arena *arena, const struct run_root *root, const struct run_start *how,
    int *ret_status, struct error *err)
{
	struct run_start start = *how;

	if (root->own_ids)
		return run_chroot_start(arena, how->options, how->plan, ret_status, err);
	if (root->given)
		start.ids = &root->ids;
	return run_start(arena, &start, ret_status, err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	SCOPED(transport_source) struct transport_source source = {0};
	SCOPED(run_root) struct run_root root = {.ids = {.outer = -1}};
	struct arena *arena = call->arena;
	const struct platform_choice *platform = NULL;
	struct image_owners files = {.arena = arena};
	struct run_options options = {.owners = &files};
	struct registry_access access = {0};
	const struct flag_group groups[] = {{NULL, NULL, own_flags, &options},
	    {NULL, NULL, image_platform_flags, &platform},
	    {REGISTRY_GROUP, registry_flags, &access}, {0}};
	struct image_operand operand = {NULL, &access};
	const struct image_manifest *manifest;
	struct flag_result flags;
	struct run_plan plan;
	struct run_owners owners = {&files, &plan.user};
	struct image image;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count == 0)
		return error_set(err, ERROR_USAGE, "run takes an image; usage: %s", self->usage);
	options.arguments = flags.operands + 1;
	operand.text = flags.operands[0];
	if (image_open(arena, &operand, &source, &image, err) != 0)
		return -1;
	options.root = root.path;
	manifest = image_pick(&image, platform, err);
	if (manifest == NULL || run_chroot_choose(arena, &root.own_ids, err) != 0 ||
	    run_root_make(arena, &root, err) != 0 ||
	    image_unpack(&source.store, manifest, root.path, &files, err) != 0 ||
	    run_plan_prepare(arena, manifest, &options, &plan, err) != 0 ||
	    run_root_set_owners(arena, &root, &owners, err) != 0)
		return -1;
	return start(
	    arena, &root, &(struct run_start){&options, &plan, NULL}, &call->exit_status, err);
}

const struct command command_run = {
    .name = "run",
    .usage = "mote run [FLAG...] IMAGE [ARG...]",
    .summary = "start the program of an image, with the files of the image only",
    .operands = "IMAGE",
    .operands_end_flags = true,
    .run = run,
};
