#include "base/scope.h"
#include "command/command.h"
#include "command/diff_report.h"
#include "command/image_flags.h"
#include "command/verbs.h"

/* As diff(1) and cmp(1) have it: 1 says that there is a difference, so what
 * went wrong is more. */
enum { STATUS_DIFFERENT = 1, STATUS_TROUBLE = 2 };

struct diff_flags {
	bool json;
	const struct platform_choice *platform;
	struct registry_access access;
};

static const struct flag own_flags[] = {
    {"json", 0, NULL, "for programs; mote-diff(1) lists the keys",
	FLAG_SWITCH(struct diff_flags, json)},
    {0},
};

/* One of the two images. */
struct side {
	struct image_operand operand;
	struct transport_source source;
	struct image image;
	struct image_view view;
};

static void
scope_side(struct side *side)
{
	scope_transport_source(&side->source);
}

static int
open_side(struct arena *arena, const struct platform_choice *platform, struct side *side,
    struct error *err)
{
	if (image_open(arena, &side->operand, &side->source, &side->image, err) != 0)
		return -1;
	side->view.store = &side->source.store;
	side->view.image = &side->image;
	if (platform == NULL)
		return 0;
	side->view.only = image_pick(&side->image, platform, err);
	return side->view.only == NULL ? error_wrap(err, "%s", side->operand.text) : 0;
}

static struct digest
digest_of(const struct image_view *view)
{
	return view->only == NULL ? view->image->root.digest : view->only->descriptor.digest;
}

static int
compare(struct command_call *call, const struct flag_result *flags, const struct diff_flags *own,
    struct error *err)
{
	SCOPED(side) struct side left = {.operand = {flags->operands[0], &own->access}};
	SCOPED(side) struct side right = {.operand = {flags->operands[1], &own->access}};
	struct image_diff diff;
	struct diff_report report = {
	    .left = left.operand.text, .right = right.operand.text, .diff = &diff};
	SCOPED(json) json_t *json = NULL;
	struct text out;

	if (open_side(call->arena, own->platform, &left, err) != 0 ||
	    open_side(call->arena, own->platform, &right, err) != 0 ||
	    image_compare(call->arena, &left.view, &right.view, &diff, err) != 0)
		return -1;
	report.left_digest = digest_of(&left.view);
	report.right_digest = digest_of(&right.view);
	text_init(&out, call->arena);
	if (own->json) {
		json = diff_report_json(&report);
		text_add(&out, json_pretty(call->arena, json));
	} else {
		diff_report_print(&report, &out);
	}
	if (command_print(text_string(&out), err) != 0)
		return -1;
	call->exit_status = diff.same ? 0 : STATUS_DIFFERENT;
	return 0;
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct diff_flags own = {0};
	const struct flag_group groups[] = {{NULL, NULL, own_flags, &own},
	    {NULL, NULL, image_platform_flags, &own.platform},
	    {REGISTRY_GROUP, registry_flags, &own.access}, {0}};
	struct flag_result flags;

	call->failed_status = STATUS_TROUBLE;
	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count != 2)
		return error_set(err, ERROR_USAGE, "diff takes two images; usage: %s", self->usage);
	return compare(call, &flags, &own, err);
}

const struct command command_diff = {
    .name = "diff",
    .usage = "mote diff [FLAG...] IMAGE IMAGE",
    .summary = "compare two images: config, files, headers, bytes",
    .operands = "IMAGE",
    .run = run,
};
