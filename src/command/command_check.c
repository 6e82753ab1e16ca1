#include "base/json.h"
#include "base/scope.h"
#include "base/text.h"
#include "command/command.h"
#include "command/verbs.h"
#include "elf/elf_allocator.h"
#include "elf/elf_arm.h"
#include "elf/elf_hardening.h"
#include "elf/elf_needs.h"
#include "elf/elf_policy.h"
#include "elf/elf_relocation.h"
#include "elf/elf_size.h"
#include "elf/elf_stack.h"

#include <string.h>

enum { SYMBOLS_DEFAULT = 5, SYMBOLS_LIMIT = 100000 };

struct check_flags {
	const struct platform *platform; /* NULL: any */
	uint64_t symbols;
	bool json;
};

enum verdict { VERDICT_ACCEPTED, VERDICT_REFUSED, VERDICT_UNREADABLE };

/* The facts about one file; without `is_elf` the rest is not filled in. */
struct report {
	const char *path; /* printable */
	enum verdict verdict;
	struct error err; /* why it was not accepted */
	bool is_elf, is_glibc;
	uint64_t size;
	const struct platform *platform; /* NULL: none that mote knows */
	struct elf_hardening hardening;
	struct elf_allocators allocators;
	struct elf_stack stack;
	bool dlopen;
	struct elf_sizes sizes;
	struct elf_sized_symbol *symbols;
	const struct elf_need *needs;
	size_t symbol_count, need_count;
};

struct counts {
	size_t files, refused, unreadable;
	struct error first_unreadable;
};

static int
set_platform(void *context, const struct flag_value *value, struct error *err)
{
	struct check_flags *options = context;

	options->platform = platform_parse(value->text, err);
	return options->platform == NULL ? -1 : 0;
}

static int
set_symbols(void *context, const struct flag_value *value, struct error *err)
{
	if (text_to_number(value->text, SYMBOLS_LIMIT, &((struct check_flags *)context)->symbols) !=
	    0)
		return error_set(err, ERROR_USAGE, "\"%s\" is no number of symbols: it is 0 to %d",
		    value->text, SYMBOLS_LIMIT);
	return 0;
}

static const struct flag flags[] = {
    {"json", 0, NULL, "print one JSON array instead of tables",
	FLAG_SWITCH(struct check_flags, json)},
    {"platform", 0, "PLATFORM", "refuse what is not for it, as linux/arm64", .set = set_platform},
    {"symbols", 0, "N", "how many of the largest symbols to show (5)", .set = set_symbols},
    {0},
};

/* A path may hold anything but NUL: control characters and what is not UTF-8
 * become \xNN. */
static const char *
printable_path(struct arena *arena, const char *path)
{
	bool utf8 = text_is_utf8(path, strlen(path));
	struct text text;

	text_init(&text, arena);
	for (; *path != '\0'; path++) {
		unsigned char byte = (unsigned char)*path;

		if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8))
			text_printf(&text, "\\x%02x", byte);
		else
			text_append(&text, path, 1);
	}
	return text_string(&text);
}

static void
describe(struct arena *arena, const struct check_flags *options, const struct elf_file *elf,
    struct report *report)
{
	report->is_elf = true;
	report->is_glibc = elf_relocation_is_glibc(elf);
	report->platform = elf_platform(elf);
	report->hardening = elf_hardening_of(elf, arena);
	report->allocators = elf_allocators_of(elf, elf, arena);
	report->stack = elf_stack_of(elf, &report->allocators);
	report->dlopen = elf_needs_dlopen(elf);
	report->sizes = elf_size_sections(elf);
	report->symbol_count = elf_size_symbols(elf, arena, options->symbols, &report->symbols);
	/* what is refused has more urgent needs */
	if (report->verdict == VERDICT_ACCEPTED)
		report->need_count = elf_needs_find(elf, arena, &report->needs);
}

static int
check_bytes(
    struct arena *arena, const struct check_flags *options, const char *path, struct report *report)
{
	SCOPED(mapped_file) struct mapped_file file = {0};
	const struct platform *own;
	struct elf_file elf;

	if (mapped_file_open(path, &file, &report->err) != 0)
		return -1;
	report->size = file.size;
	if (elf_file_parse(
		arena, &(struct elf_input){path, file.bytes, file.size}, &elf, &report->err) != 0)
		return -1;
	if (elf_policy_check(&elf, path, options->platform, &own, &report->err) != 0)
		report->verdict = VERDICT_REFUSED;
	describe(arena, options, &elf, report);
	return 0;
}

static const char *
verdict_name(enum verdict verdict)
{
	static const char *const names[] = {"accepted", "refused", "unreadable"};

	return names[verdict];
}

static const char *
answer_name(enum elf_answer answer)
{
	static const char *const names[] = {"no", "yes", "unknown"};

	return names[answer];
}

static void
add_row(struct text *out, const char *title, const char *value)
{
	text_printf(out, "  %-15s  %s\n", title, value);
}

static void
add_size(struct text *out, const char *title, uint64_t size)
{
	text_printf(out, "  %-15s  %8s\n", title, text_size(out->arena, size));
}

/* glibc alone makes the part that RELRO marks read-only when a static program
 * starts. */
static const char *
relro_text(const struct report *report, struct arena *arena)
{
	const struct elf_hardening *hardening = &report->hardening;
	const char *name = elf_relro_name(hardening->relro);

	if (hardening->relro == RELRO_NONE || report->is_glibc ||
	    hardening->linking == LINKING_DYNAMIC)
		return name;
	return arena_printf(
	    arena, "%s, as linked (the start code of static musl does not apply it)", name);
}

static void
add_hardening(struct text *out, const struct report *report)
{
	const struct elf_hardening *hardening = &report->hardening;

	add_row(out, "platform", report->platform != NULL ? report->platform->name : "unknown");
	add_row(out, "linking", elf_linking_name(hardening->linking));
	add_row(out, "RELRO", relro_text(report, out->arena));
	add_row(out, "NX", hardening->nx_stack ? "yes" : "no, its stack may be executable");
	if (hardening->writable_code)
		add_row(out, "writable code", "yes, a segment is writable and executable at once");
	add_row(out, "stack protector",
	    hardening->stack_protector == ANSWER_UNKNOWN ? "unknown (stripped)"
							 : answer_name(hardening->stack_protector));
	add_row(out, "allocator", elf_allocators_text(&report->allocators, out->arena));
	add_row(out, "thread stack", elf_stack_text(&report->stack, out->arena));
	if (report->dlopen)
		add_row(out, "dlopen", "is in it, and always fails in a static executable");
	add_row(out, "stripped", hardening->stripped ? "yes" : "no");
	add_row(out, "build-id", hardening->build_id != NULL ? hardening->build_id : "none");
}

static void
add_sizes(struct text *out, const struct report *report)
{
	const struct elf_sizes *sizes = &report->sizes;
	size_t i;

	add_size(out, "text", sizes->text);
	add_size(out, "rodata", sizes->rodata);
	add_size(out, "data", sizes->data);
	add_size(out, "bss (no bytes)", sizes->bss);
	add_size(out, "debug", sizes->debug);
	add_size(out, "other", sizes->other);
	for (i = 0; i < report->symbol_count; i++)
		text_printf(out, "  %-15s  %8s  %s\n", i == 0 ? "largest symbols" : "",
		    text_size(out->arena, report->symbols[i].size),
		    text_visible(out->arena, report->symbols[i].name));
	for (i = 0; i < report->need_count; i++)
		text_printf(out, "  %-15s  with: %s (\"%s\" stands in it)\n",
		    i == 0 ? "may need" : "", report->needs[i].with,
		    text_visible(out->arena, report->needs[i].path));
}

static void
add_report(struct text *out, const struct report *report)
{
	if (report->verdict == VERDICT_ACCEPTED)
		text_printf(out, "%s: %s %s, %s\n", text_visible(out->arena, report->path),
		    elf_linking_name(report->hardening.linking), report->platform->name,
		    text_size(out->arena, report->size));
	else
		text_printf(out, "%s: %s: %s\n", text_visible(out->arena, report->path),
		    verdict_name(report->verdict), report->err.text);
	if (!report->is_elf)
		return;
	add_hardening(out, report);
	add_sizes(out, report);
}

static json_t *
json_of_sizes(const struct elf_sizes *sizes)
{
	json_t *json = json_object();

	json_object_set_new(json, "text", json_integer((json_int_t)sizes->text));
	json_object_set_new(json, "rodata", json_integer((json_int_t)sizes->rodata));
	json_object_set_new(json, "data", json_integer((json_int_t)sizes->data));
	json_object_set_new(json, "bss", json_integer((json_int_t)sizes->bss));
	json_object_set_new(json, "debug", json_integer((json_int_t)sizes->debug));
	json_object_set_new(json, "other", json_integer((json_int_t)sizes->other));
	return json;
}

static json_t *
json_of_symbols(const struct report *report)
{
	json_t *json = json_array(), *symbol;
	size_t i;

	for (i = 0; i < report->symbol_count; i++) {
		symbol = json_object();
		json_object_set_new(symbol, "name", json_string(report->symbols[i].name));
		json_object_set_new(
		    symbol, "kind", json_string(report->symbols[i].code ? "code" : "data"));
		json_object_set_new(
		    symbol, "size", json_integer((json_int_t)report->symbols[i].size));
		json_array_append_new(json, symbol);
	}
	return json;
}

static json_t *
json_of_needs(const struct report *report)
{
	json_t *json = json_array(), *need;
	size_t i;

	for (i = 0; i < report->need_count; i++) {
		need = json_object();
		json_object_set_new(need, "with", json_string(report->needs[i].with));
		json_object_set_new(need, "because", json_string(report->needs[i].path));
		json_array_append_new(json, need);
	}
	return json;
}

static json_t *
text_or_null(const char *text)
{
	return text != NULL ? json_string(text) : json_null();
}

static json_t *
json_of_allocators(const struct elf_allocators *allocators)
{
	json_t *json = json_array(), *item;
	size_t i;

	for (i = 0; i < ALLOCATOR_KINDS; i++)
		if (allocators->found[i]) {
			item = json_object();
			json_object_set_new(item, "name", json_string(elf_allocator_name(i)));
			json_object_set_new(item, "version", text_or_null(allocators->versions[i]));
			json_array_append_new(json, item);
		}
	if (allocators->count == 0 && (allocators->shared || allocators->other != ANSWER_NO)) {
		item = json_object();
		json_object_set_new(item, "name", json_string("unknown"));
		json_object_set_new(item, "version", json_null());
		json_array_append_new(json, item);
	}
	return json;
}

/* The JSON of a file that is no whole ELF file ends with its size. */
static json_t *
json_of_report(struct arena *arena, const struct report *report)
{
	const struct elf_hardening *hardening = &report->hardening;
	json_t *json = json_object();

	json_object_set_new(json, "file", json_string(report->path));
	json_object_set_new(json, "verdict", json_string(verdict_name(report->verdict)));
	json_object_set_new(json, "reason",
	    report->verdict == VERDICT_ACCEPTED
		? json_null()
		: json_string(printable_path(arena, report->err.text)));
	json_object_set_new(json, "size", json_integer((json_int_t)report->size));
	if (!report->is_elf)
		return json;
	json_object_set_new(json, "platform",
	    text_or_null(report->platform != NULL ? report->platform->name : NULL));
	json_object_set_new(json, "linking", json_string(elf_linking_name(hardening->linking)));
	json_object_set_new(json, "relro", json_string(elf_relro_name(hardening->relro)));
	json_object_set_new(json, "nx", json_boolean(hardening->nx_stack));
	json_object_set_new(json, "writableCode", json_boolean(hardening->writable_code));
	json_object_set_new(
	    json, "stackProtector", json_string(answer_name(hardening->stack_protector)));
	json_object_set_new(json, "allocators", json_of_allocators(&report->allocators));
	json_object_set_new(json, "threadStack",
	    report->stack.kind == STACK_OF_FILE ? json_integer((json_int_t)report->stack.size)
						: json_null());
	json_object_set_new(json, "dlopen", json_boolean(report->dlopen));
	json_object_set_new(json, "stripped", json_boolean(hardening->stripped));
	json_object_set_new(json, "debug", json_boolean(hardening->debug));
	json_object_set_new(json, "buildId", text_or_null(hardening->build_id));
	json_object_set_new(json, "sections", json_of_sizes(&report->sizes));
	json_object_set_new(json, "symbols", json_of_symbols(report));
	json_object_set_new(json, "mayNeed", json_of_needs(report));
	return json;
}

/* A file that is not there weighs more than one that was refused: the caller
 * may have misspelt it. */
static int
give_verdict(const struct counts *counts, struct error *err)
{
	if (counts->unreadable > 0) {
		*err = counts->first_unreadable;
		return -1;
	}
	if (counts->refused > 0)
		return error_set(err, ERROR_REFUSED, "%zu of %zu file%s %s refused",
		    counts->refused, counts->files, counts->files == 1 ? "" : "s",
		    counts->refused == 1 ? "was" : "were");
	return 0;
}

static int
check_all(
    struct arena *arena, const struct check_flags *options, const char **paths, struct error *err)
{
	SCOPED(json) json_t *json = json_array();
	struct counts counts = {0};
	struct text out;

	text_init(&out, arena);
	for (; *paths != NULL; paths++) {
		struct report report = {.path = printable_path(arena, *paths)};

		if (check_bytes(arena, options, *paths, &report) != 0)
			report.verdict =
			    report.err.kind == ERROR_REFUSED ? VERDICT_REFUSED : VERDICT_UNREADABLE;
		counts.files++;
		counts.refused += report.verdict == VERDICT_REFUSED;
		if (report.verdict == VERDICT_UNREADABLE && counts.unreadable++ == 0)
			counts.first_unreadable = report.err;
		if (options->json) {
			json_array_append_new(json, json_of_report(arena, &report));
			continue;
		}
		/* this one is the error at the end */
		if (report.verdict == VERDICT_UNREADABLE && counts.unreadable == 1)
			continue;
		if (out.length > 0)
			text_add(&out, "\n");
		add_report(&out, &report);
	}
	if (options->json)
		text_add(&out, json_pretty(arena, json));
	return command_print(text_string(&out), err) != 0 ? -1 : give_verdict(&counts, err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct check_flags options = {.symbols = SYMBOLS_DEFAULT};
	struct flag_group groups[] = {{NULL, NULL, flags, &options}, {0}};
	struct flag_result result;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (result.operand_count == 0)
		return error_set(err, ERROR_USAGE, "no file was given; usage: %s", self->usage);
	return check_all(call->arena, &options, result.operands, err);
}

const struct command command_check = {
    .name = "check",
    .usage = "mote check FILE...",
    .summary = "tell whether an executable starts without any other file",
    .operands = "FILE",
    .run = run,
};
