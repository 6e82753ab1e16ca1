#include "builder/stage_proof.h"

#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_digest.h"
#include "elf/elf_policy.h"
#include "elf/elf_relocation.h"
#include "elf/elf_stack.h"
#include "elf/elf_table.h"

/*
 * The linker's flags prove nothing: a project may link with another compiler,
 * name libc first, or bring its own malloc. The last of several stack flags
 * wins. So the finished program itself is checked. A stripped program has no
 * symbols; its debug information has them.
 */

/* A program, and the file that has its symbols. */
struct subject {
	const char *path, *name;
	struct elf_file elf, debug;
	const struct elf_file *symbols; /* one of both */
};

static void
scope_subject(struct subject *subject)
{
	scope_elf_file(&subject->elf);
	scope_elf_file(&subject->debug);
}

static void
find_symbols(const struct stage_context *stage, struct subject *subject)
{
	struct arena *arena = stage->arena;
	const char *id = elf_build_id(&subject->elf, arena);
	struct error ignored;
	SCOPED(fd) int fd = -1;

	subject->symbols = &subject->elf;
	if (id == NULL)
		return;
	fd = beneath_open(
	    stage_work_file(&stage->place, arena_printf(arena, "debug/%s.debug", id)), &ignored);
	if (fd >= 0 && elf_open_fd(arena, fd, subject->name, &subject->debug, &ignored) == 0)
		subject->symbols = &subject->debug;
}

static const char *
wanted_name(enum malloc_kind kind)
{
	static const char *const names[] = {"", "musl", "mimalloc", "jemalloc"};

	return names[kind];
}

/* musl's own malloc is allowed beside another one: libc uses it for its own
 * data, such as exit handlers and time zones. */
static bool
is_wanted(enum malloc_kind wanted, enum allocator_kind kind)
{
	if (kind == ALLOCATOR_GO || kind == ALLOCATOR_MUSL || kind == ALLOCATOR_MUSL_OLD ||
	    kind == ALLOCATOR_MUSL_SIMPLE)
		return true;
	return (wanted == MALLOC_MIMALLOC && kind == ALLOCATOR_MIMALLOC) ||
	    (wanted == MALLOC_JEMALLOC && kind == ALLOCATOR_JEMALLOC);
}

static int
refuse(const struct subject *subject, const char *has, const char *remedy, struct error *err)
{
	return error_set(err, ERROR_REFUSED, "\"%s\" allocates by %s; %s, or leave \"malloc\" out",
	    subject->name, has, remedy);
}

static int
judge_malloc(const struct stage_context *stage, const struct subject *subject,
    const struct elf_allocators *found, struct error *err)
{
	static const char link[] = "let its build link with $CC, without -nostdlib and -lc, "
				   "and leave MOTE_LIBS alone",
			  take[] = "make its build use the C library's malloc";
	enum malloc_kind wanted = stage->spec->build.malloc;
	const char *has = arena_printf(stage->arena, "%s instead of %s",
	    elf_allocators_text(found, stage->arena), wanted_name(wanted));
	bool present = found->found[ALLOCATOR_MIMALLOC] || found->found[ALLOCATOR_JEMALLOC],
	     has_musl = found->found[ALLOCATOR_MUSL] || found->found[ALLOCATOR_MUSL_OLD] ||
	    found->found[ALLOCATOR_MUSL_SIMPLE];
	size_t i;

	for (i = 0; i < ALLOCATOR_KINDS; i++)
		if (found->found[i] && !is_wanted(wanted, i))
			return refuse(subject, has, i == ALLOCATOR_GLIBC ? link : take, err);
	if (wanted != MALLOC_MUSL && !present && has_musl)
		return refuse(subject, has, link, err);
	if (found->count > 0 || found->other == ANSWER_NO)
		return 0;
	if (found->other == ANSWER_YES)
		return refuse(subject,
		    arena_printf(
			stage->arena, "a malloc of its own instead of %s", wanted_name(wanted)),
		    take, err);
	log_warning(
	    "\"%s\" was stripped by its own build and has no sign of %s: it does not allocate, "
	    "or it has its own malloc",
	    subject->name, wanted_name(wanted));
	return 0;
}

static int
judge_stack(const struct stage_context *stage, const struct subject *subject,
    const struct elf_allocators *found, struct error *err)
{
	const struct elf_stack wanted = {.size = stage->spec->build.stack},
			       stack = elf_stack_of(&subject->elf, found);

	if (stack.kind == STACK_OF_FILE && stack.size == wanted.size)
		return 0;
	if (stack.kind != STACK_OF_FILE)
		return error_set(err, ERROR_REFUSED,
		    "the threads of \"%s\" get a stack %s, which no flag changes; leave \"stack\" out",
		    subject->name, elf_stack_text(&stack, stage->arena));
	return error_set(err, ERROR_REFUSED,
	    "the threads of \"%s\" get a stack of %s instead of %s; let its build link with $CC "
	    "and no stack-size of its own, or leave \"stack\" out",
	    subject->name, elf_stack_text(&stack, stage->arena),
	    elf_stack_text(&wanted, stage->arena));
}

/* GNU ld makes .ctors a part of .init_array, and glibc calls the functions in
 * .preinit_array. lld and musl do neither, and give no warning. The start files
 * of the user's own toolchain may call them. */
static int
judge_start(const struct stage_context *stage, const struct subject *subject, struct error *err)
{
	static const char *const sections[][2] = {
	    {".ctors", "constructor"}, {".dtors", "destructor"}, {".preinit_array", "constructor"}};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sections); i++) {
		const struct elf_section *section =
		    elf_table_section(&subject->elf, sections[i][0]);

		if (section != NULL && section->size > 0 &&
		    stage->tools.toolchain.foreign == NULL &&
		    !elf_relocation_is_glibc(&subject->elf))
			return error_set(err, ERROR_REFUSED,
			    "nothing calls the functions that \"%s\" has in its section \"%s\"; write them "
			    "with __attribute__((%s))",
			    subject->name, sections[i][0], sections[i][1]);
	}
	return 0;
}

/* Passes over a file that is no executable for this platform: a later check of
 * the image refuses it. */
static int
prove_one(const struct stage_context *stage, const char *path, const char *name, struct error *err)
{
	SCOPED(subject) struct subject subject = {.path = path, .name = name};
	struct elf_allocators found;
	struct error ignored;

	if (elf_open(stage->arena, path, name, &subject.elf, &ignored) != 0)
		return 0;
	if (judge_start(stage, &subject, err) != 0)
		return -1;
	find_symbols(stage, &subject);
	found = elf_allocators_of(&subject.elf, subject.symbols, stage->arena);
	if (stage->spec->build.malloc != MALLOC_DEFAULT &&
	    judge_malloc(stage, &subject, &found, err) != 0)
		return -1;
	return stage->spec->build.stack == 0 ? 0 : judge_stack(stage, &subject, &found, err);
}

int
stage_prove_programs(
    const struct stage_context *stage, const struct stage_result *result, struct error *err)
{
	static const struct folder_filter all = {0};
	struct folder_contents installed = {0};
	size_t i;

	for (i = 0; i < result->program_count; i++)
		if (prove_one(stage, result->programs[i].path, result->programs[i].name, err) != 0)
			return -1;
	if (stage->spec->build.malloc == MALLOC_DEFAULT && stage->spec->build.stack == 0)
		return 0;
	if (result->installed != NULL &&
	    folder_digest(stage->arena, result->installed, &all, &installed, err) != 0)
		return -1;
	for (i = 0; i < installed.files.count; i++) {
		const char *name = installed.files.items[i];
		const char *path = path_join(stage->arena, result->installed, name);
		struct stat status;

		if (lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
		    (status.st_mode & 0111) != 0 &&
		    prove_one(stage, path, arena_printf(stage->arena, "/%s", name), err) != 0)
			return -1;
	}
	return 0;
}
