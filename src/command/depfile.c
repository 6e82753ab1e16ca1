#include "command/depfile.h"

#include "base/file.h"
#include "base/glob.h"
#include "base/log.h"
#include "base/output_file.h"
#include "base/path.h"
#include "spec/spec_outputs.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file or a folder, by whatever name. */
struct identity {
	dev_t device;
	ino_t inode;
};

struct depfile {
	struct arena *arena;
	const struct spec *spec;
	const char *here; /* the current folder */
	struct text_list inputs;
	/* what this run wrote, and the folders that it is in */
	struct identity *results;
	size_t result_count, result_capacity;
};

static bool
can_be_written(const char *path)
{
	if (path[0] == '\0' || strpbrk(path, "\n\t;|") != NULL ||
	    strchr(" \\&)", path[strlen(path) - 1]) != NULL)
		return false;
	return strchr(path, '=') == NULL ||
	    (strpbrk(path, "#()") == NULL && strstr(path, "\\=") == NULL);
}

/* GNU make's manual, "Rule Syntax" and "What Makefiles Contain", and how make
 * 4.3 takes them. */
bool
depfile_add_path(struct text *text, const char *path, bool as_target)
{
	const char *special = as_target ? " #:*?[%" : " #:*?[";
	/* before a colon or behind it, a name with "=" would be an
	 * assignment */
	bool shielded = strchr(path, '=') != NULL;
	size_t backslashes = 0;

	if (!can_be_written(path))
		return false;
	if (shielded)
		text_add(text, "$(strip ");
	if (*path == '~')
		text_add(text, "./");
	for (; *path != '\0'; path++) {
		if (strchr(special, *path) != NULL) {
			while (backslashes-- > 0)
				text_add(text, "\\");
			text_add(text, "\\");
		}
		if (*path == '$')
			text_add(text, "$");
		text_append(text, path, 1);
		backslashes = *path == '\\' ? backslashes + 1 : 0;
	}
	if (shielded)
		text_add(text, ")");
	return true;
}

static void
add_result(struct depfile *file, const char *path)
{
	struct stat status;

	if (path == NULL || stat(path, &status) != 0)
		return;
	file->results = arena_grow(file->arena, file->results, file->result_count,
	    &file->result_capacity, sizeof(*file->results));
	file->results[file->result_count++] = (struct identity){status.st_dev, status.st_ino};
}

static void
find_results(struct depfile *file)
{
	const struct spec *spec = file->spec;
	const char *const files[] = {spec->digest_file, spec->metadata_file, spec->depfile};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		add_result(file, files[i]);
		if (files[i] != NULL)
			add_result(file, path_folder(file->arena, files[i]));
	}
	for (i = 0; i < spec->output_count; i++) {
		add_result(file, spec->outputs[i].path);
		add_result(file, path_folder(file->arena, spec->outputs[i].path));
	}
}

static bool
is_result(const struct depfile *file, const char *path)
{
	struct stat status;
	size_t i;

	for (i = 0; i < file->spec->output_count; i++)
		if (path_is_inside(path_clean(file->arena, file->spec->outputs[i].path), path))
			return true;
	if (stat(path, &status) != 0)
		return false;
	for (i = 0; i < file->result_count; i++)
		if (file->results[i].device == status.st_dev &&
		    file->results[i].inode == status.st_ino)
			return true;
	return false;
}

/* As short as a user writes it: relative to the current folder where it lies in
 * that. */
static void
add_input(struct depfile *file, const char *path)
{
	path = path_clean(file->arena, path);
	if (path[0] == '/' && strcmp(file->here, path) != 0 && strcmp(file->here, "/") != 0 &&
	    path_is_inside(file->here, path))
		path += strlen(file->here) + 1;
	if (!is_result(file, path))
		text_list_add(&file->inputs, file->arena, path);
}

/* The files that `sources:` match, and where more of them may come. */
static int
add_sources(struct depfile *file, struct error *err)
{
	const struct spec_build *build = &file->spec->build;
	const char *folder = build->directory == NULL ? "." : build->directory;
	size_t i, k;

	for (i = 0; i < build->sources.count; i++) {
		const char *pattern = build->sources.items[i];
		struct text_list found = {0};

		if (glob_expand(file->arena, folder, pattern, &found, err) != 0)
			return -1;
		for (k = 0; k < found.count; k++) {
			const char *path = path_join(file->arena, folder, found.items[k]);

			add_input(file, path);
			if (glob_is_pattern(pattern))
				add_input(file, path_folder(file->arena, path));
		}
	}
	return 0;
}

/* Whether results are written to the folder that the path lies in, below the
 * project's own. */
static bool
lies_with_results(const struct depfile *file, const char *path)
{
	const char *project = file->spec->build.directory, *folder = path;
	struct stat top, status;
	size_t i;

	if (stat(project == NULL ? "." : project, &top) != 0)
		return false;
	do {
		folder = path_folder(file->arena, folder);
		if (stat(folder, &status) != 0 ||
		    (status.st_dev == top.st_dev && status.st_ino == top.st_ino))
			return false;
		for (i = 0; i < file->result_count; i++)
			if (file->results[i].device == status.st_dev &&
			    file->results[i].inode == status.st_ino)
				return true;
	} while (strcmp(folder, "/") != 0 && strcmp(folder, ".") != 0);
	return false;
}

static int
collect(struct depfile *file, const struct pipeline_result *result, struct error *err)
{
	size_t i, k;

	if (file->spec->file != NULL)
		add_input(file, file->spec->file);
	for (i = 0; i < result->platform_count; i++) {
		const struct text_list *inputs = &result->platforms[i].inputs,
				       *stage_inputs = &result->platforms[i].stage_inputs;

		for (k = 0; k < inputs->count; k++)
			add_input(file, inputs->items[k]);
		/* the stage may read more than it did read: a folder of results
		 * is no source */
		for (k = 0; k < stage_inputs->count; k++)
			if (!lies_with_results(file, stage_inputs->items[k]))
				add_input(file, stage_inputs->items[k]);
	}
	return add_sources(file, err);
}

int
depfile_write(struct arena *arena, const struct spec *spec, const struct pipeline_result *result,
    struct error *err)
{
	const char *target = spec_depfile_target(spec);
	struct depfile file = {.arena = arena, .spec = spec};
	char here[PATH_MAX];
	struct text rule, others;
	size_t i;

	if (getcwd(here, sizeof(here)) == NULL)
		return error_errno(err, "cannot tell the current folder");
	file.here = here;
	find_results(&file);
	if (collect(&file, result, err) != 0)
		return -1;
	text_list_sort(&file.inputs);
	text_init(&rule, arena);
	text_init(&others, arena);
	if (!depfile_add_path(&rule, target, true))
		return error_set(err, ERROR_USAGE,
		    "\"%s\" cannot be written as a target of make; give it another name", target);
	text_add(&rule, ":");
	for (i = 0; i < file.inputs.count; i++) {
		const char *path = file.inputs.items[i];

		if (i > 0 && strcmp(path, file.inputs.items[i - 1]) == 0)
			continue;
		if (!can_be_written(path)) {
			log_warning("make has no way to write \"%s\": left out of \"%s\"", path,
			    spec->depfile);
			continue;
		}
		text_add(&rule, " \\\n  ");
		depfile_add_path(&rule, path, false);
		text_add(&others, "\n");
		depfile_add_path(&others, path, true);
		text_add(&others, ":\n");
	}
	text_printf(&rule, "\n%s", text_string(&others));
	return output_file_write(spec->depfile, rule.bytes, rule.length, err);
}
