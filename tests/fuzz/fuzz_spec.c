/*
 * Any bytes as mote.yaml, and as the flags and variables that say the same.
 * What is taken must be finished or refused with a line of text; git is not
 * asked.
 */
#include "base/error.h"
#include "spec/spec_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require_message(const struct error *err)
{
	if (err->text[0] == '\0' || err->kind < ERROR_FAILED || err->kind > ERROR_REFUSED)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spec_file_source source = {"mote.yaml", (const char *)data, size};
	struct arena arena = {0};
	struct spec spec = {0};
	struct error err = {0};

	if (spec_file_parse(&arena, &source, NULL, &spec, &err) != 0) {
		require_message(&err);
	} else if (memmem(data, size, "${git", 5) == NULL) {
		if (spec_finish(&arena, &spec, &err) != 0)
			require_message(&err);
		else if (spec.name == NULL || spec.output_count == 0 || spec.tags.count == 0 ||
		    spec.image.user == NULL || spec.platform_count == 0)
			abort();
	}
	arena_release(&arena);
	return 0;
}
