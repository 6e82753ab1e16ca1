#include "spec/stdout_use.h"

#include "base/output_file.h"
#include "base/path.h"

#include <string.h>

static int
count_one(const char *path, unsigned *count, struct error *err)
{
	if (!output_file_is_stdout(path) || ++*count == 1)
		return 0;
	return error_set(err, ERROR_USAGE,
	    "two outputs go to standard output, the second is \"%s\"; write one to a file", path);
}

int
stdout_use_check(const struct stdout_use *use, bool *ret_taken, struct error *err)
{
	unsigned count = 0;
	size_t i;

	for (i = 0; i < use->output_count; i++)
		if (reference_is_file(&use->outputs[i]) &&
		    count_one(use->outputs[i].path, &count, err) != 0)
			return -1;
	for (i = 0; i < use->file_count; i++)
		if (use->files[i] != NULL && count_one(use->files[i], &count, err) != 0)
			return -1;
	*ret_taken = count > 0;
	return 0;
}

/* Whether both paths are one file. A device is no such file: several outputs
 * may be written to it. */
static bool
is_same_file(struct arena *arena, const char *one, const char *other)
{
	const char *path = path_clean(arena, one);

	return strcmp(path, path_clean(arena, other)) == 0 && !path_is_inside("/dev", path);
}

int
stdout_use_check_files(struct arena *arena, const struct stdout_use *use, struct error *err)
{
	size_t i, j;
	bool same = false;

	for (i = 0; i < use->file_count; i++) {
		const char *file = use->files[i];

		if (file == NULL || output_file_is_stdout(file))
			continue;
		for (j = 0; j < i && !same; j++)
			same = use->files[j] != NULL && is_same_file(arena, file, use->files[j]);
		for (j = 0; j < use->output_count && !same; j++)
			same = reference_is_local(&use->outputs[j]) &&
			    is_same_file(arena, file, use->outputs[j].path);
		if (same)
			return error_set(err, ERROR_USAGE,
			    "two outputs write \"%s\"; give one another name", file);
	}
	return 0;
}
