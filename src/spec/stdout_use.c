#include "spec/stdout_use.h"

#include "base/output_file.h"

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
