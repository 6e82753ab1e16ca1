#include "builder/stage_kept.h"

#include "base/path.h"
#include "base/scope.h"
#include "builder/git_places.h"
#include "builder/stage_environment.h"
#include "builder/stage_open.h"
#include "builder/stage_sandbox.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_LIMIT = 16 << 20 };

static const char file_name[] = "sandbox";

const char *
stage_kept_begin(const struct stage_context *stage)
{
	return stage->spec->build.keep_stage
	    ? arena_printf(stage->arena, "mote-stage-%s", stage_file_name(stage))
	    : NULL;
}

/* Adds a record; the fields end with NULL. */
static void
put(struct text *record, const char *const *fields)
{
	for (; *fields != NULL; fields++)
		text_append(record, *fields, strlen(*fields) + 1);
}
#define PUT(record, ...) put(record, (const char *const[]){__VA_ARGS__, NULL})

static void
put_sandbox(struct text *record, const struct sandbox *sandbox)
{
	const char *const *line;
	size_t i;

	PUT(record, "rung", sandbox_rung_name(sandbox->rung));
	PUT(record, "folder", sandbox->folder);
	if (sandbox->root.files != NULL)
		PUT(record, "root", sandbox->root.files);
	if (sandbox->root.layer != NULL)
		PUT(record, "layer", sandbox->root.layer);
	for (i = 0; i < sandbox->bind_count; i++)
		PUT(record, sandbox->binds[i].writable ? "bind-writable" : "bind",
		    sandbox->binds[i].from, sandbox->binds[i].to);
	if (sandbox->network)
		PUT(record, "network");
	for (line = sandbox->environment; *line != NULL; line++)
		PUT(record, "env", *line);
}

static const char *
number(struct arena *arena, uint64_t value)
{
	return arena_printf(arena, "%llu", (unsigned long long)value);
}

int
stage_kept_write(const struct stage_context *stage, struct error *err)
{
	const struct spec_limits *limits = &stage->spec->build.limits;
	struct sandbox sandbox = stage_sandbox(stage);
	struct arena *arena = stage->arena;
	struct text record;
	size_t i;

	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder = sandbox_path(arena, &sandbox, stage->place.folder);
	text_init(&record, arena);
	PUT(&record, "program", stage->spec->name);
	PUT(&record, "platform", stage->tools.toolchain.platform->name);
	PUT(&record, "work", stage->place.work);
	PUT(&record, "at", stage->spec->build.at);
	for (i = 0; i < stage->spec->build.run.count; i++)
		PUT(&record, "run", stage->spec->build.run.items[i]);
	PUT(&record, "limits", number(arena, limits->processes), number(arena, limits->memory),
	    number(arena, limits->disk));
	put_sandbox(&record, &sandbox);
	return file_write(
	    stage_work_path(&stage->place, file_name), record.bytes, record.length, 0600, err);
}

int
stage_keep(const struct stage_context *stage, struct temporary_folder *folder, struct error *err)
{
	const char *failure = arena_strdup(stage->arena, err->text);
	struct error trouble = {0};

	if (stage_kept_write(stage, &trouble) != 0)
		return error_set(
		    err, err->kind, "%s; its stage is not kept: %s", failure, trouble.text);
	error_set(err, err->kind, "%s; \"mote shell --stage %s\" enters its stage", failure,
	    folder->path);
	temporary_folder_keep(folder);
	return -1;
}

/* The fields that are left. */
struct reader {
	const char *at, *end;
};

/* The next field, or NULL. */
static const char *
next_field(struct reader *reader)
{
	const char *field = reader->at, *end;

	if (field == reader->end)
		return NULL;
	end = memchr(field, '\0', (size_t)(reader->end - field));
	if (end == NULL)
		return NULL;
	reader->at = end + 1;
	return field;
}

static bool
read_rung(const char *name, enum isolation *ret_rung)
{
	enum isolation rung;

	for (rung = ISOLATION_STRICT; rung <= ISOLATION_NONE; rung++)
		if (name != NULL && strcmp(name, sandbox_rung_name(rung)) == 0) {
			*ret_rung = rung;
			return true;
		}
	return false;
}

static bool
read_bind(struct reader *reader, struct sandbox *sandbox, bool writable)
{
	const char *from = next_field(reader), *to = next_field(reader);

	if (to == NULL || from[0] != '/' || to[0] != '/' ||
	    sandbox->bind_count == SANDBOX_BIND_LIMIT)
		return false;
	sandbox_add_bind(sandbox, from, to, writable);
	return true;
}

static bool
read_limits(struct reader *reader, struct spec_limits *limits)
{
	uint64_t *const values[] = {&limits->processes, &limits->memory, &limits->disk};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		const char *field = next_field(reader);

		if (field == NULL || text_to_number(field, UINT64_MAX, values[i]) != 0)
			return false;
	}
	return true;
}

/* Records that are a keyword and one text. */
static bool
read_text(const char *keyword, const char *field, struct kept_stage *kept,
    struct text_list *environment, struct arena *arena)
{
	const struct {
		const char *keyword;
		const char **text;
		struct text_list *list;
	} rows[] = {{"program", &kept->program, NULL}, {"platform", &kept->platform, NULL},
	    {"work", &kept->work, NULL}, {"folder", &kept->sandbox.folder, NULL},
	    {"root", &kept->sandbox.root.files, NULL}, {"layer", &kept->sandbox.root.layer, NULL},
	    {"at", &kept->at, NULL}, {"run", NULL, &kept->commands}, {"env", NULL, environment}};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (field == NULL || strcmp(keyword, rows[i].keyword) != 0)
			continue;
		if (rows[i].list != NULL)
			text_list_add(rows[i].list, arena, field);
		else
			*rows[i].text = field;
		return true;
	}
	return false;
}

static bool
read_records(struct arena *arena, struct reader *reader, struct kept_stage *kept)
{
	struct sandbox *sandbox = &kept->sandbox;
	struct text_list environment = {0};
	const char *keyword;
	bool ok = true;

	while (ok && (keyword = next_field(reader)) != NULL) {
		if (strcmp(keyword, "bind") == 0 || strcmp(keyword, "bind-writable") == 0)
			ok = read_bind(reader, sandbox, strcmp(keyword, "bind") != 0);
		else if (strcmp(keyword, "limits") == 0)
			ok = read_limits(reader, &kept->limits);
		else if (strcmp(keyword, "rung") == 0)
			ok = read_rung(next_field(reader), &sandbox->rung);
		else if (strcmp(keyword, "network") == 0)
			sandbox->network = true;
		else
			ok = read_text(keyword, next_field(reader), kept, &environment, arena);
	}
	text_list_add(&environment, arena, NULL);
	sandbox->environment = environment.items;
	return ok && reader->at == reader->end && kept->program != NULL && kept->platform != NULL &&
	    kept->work != NULL && kept->at != NULL && sandbox->folder != NULL &&
	    sandbox->rung != ISOLATION_DEFAULT;
}

/* The source folder may have changed since the build: it may be a link now, and
 * have other places of git. */
static int
hide_git(struct arena *arena, struct kept_stage *kept, const char *source, struct error *err)
{
	SCOPED(heap) char *real = realpath(source, NULL);

	if (real == NULL || strcmp(real, source) != 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" leads to another folder than when the stage was made", source);
	kept->sandbox.hidden.paths = (struct text_list){0};
	/* a private copy has none; the lowest rung hides nothing */
	if (path_is_inside(kept->work, source) || kept->sandbox.rung == ISOLATION_NONE)
		return 0;
	return git_places_find(arena, source, &kept->sandbox.hidden.paths, err);
}

/* All that the sandbox shows must still be there. */
static int
check_binds(struct arena *arena, struct kept_stage *kept, struct error *err)
{
	size_t i;

	if (kept->sandbox.root.files != NULL && !file_is_folder(kept->sandbox.root.files))
		return error_set(err, ERROR_NOT_FOUND,
		    "the stage in \"%s\" needs \"%s\", which is gone; build again with --keep-stage",
		    kept->work, kept->sandbox.root.files);
	for (i = 0; i < kept->sandbox.bind_count; i++) {
		if (access(kept->sandbox.binds[i].from, F_OK) != 0)
			return error_set(err, ERROR_NOT_FOUND,
			    "the stage in \"%s\" needs \"%s\", which is gone; build again with "
			    "--keep-stage",
			    kept->work, kept->sandbox.binds[i].from);
		if (strcmp(kept->sandbox.binds[i].to, kept->at) == 0 &&
		    hide_git(arena, kept, kept->sandbox.binds[i].from, err) != 0)
			return -1;
	}
	return 0;
}

int
stage_kept_read(
    struct arena *arena, const char *folder, struct kept_stage *ret_kept, struct error *err)
{
	struct kept_stage kept = {0};
	SCOPED(heap) char *real = realpath(folder, NULL);
	struct beneath file = {real, file_name};
	struct text record;
	struct reader reader;
	struct stat status;

	if (real == NULL || !beneath_is_file(file))
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" is no stage that \"mote build --keep-stage\" left", folder);
	if (!beneath_status(file, &status) || status.st_uid != geteuid())
		return error_set(
		    err, ERROR_REFUSED, "the stage in \"%s\" belongs to another user", folder);
	if (beneath_read(arena, file, FILE_LIMIT, &record, err) != 0)
		return -1;
	reader = (struct reader){record.bytes, record.bytes + record.length};
	if (!read_records(arena, &reader, &kept))
		return error_set(err, ERROR_FAILED,
		    "\"%s/%s\" is damaged; build again with --keep-stage", folder, file_name);
	if (strcmp(kept.work, real) != 0)
		return error_set(err, ERROR_FAILED,
		    "the stage in \"%s\" was made in \"%s\"; move it back", folder, kept.work);
	if (check_binds(arena, &kept, err) != 0)
		return -1;
	kept.sandbox.hidden.folder = path_join(arena, kept.work, "empty");
	kept.sandbox.hidden.file = path_join(arena, kept.work, "closed");
	*ret_kept = kept;
	return 0;
}
