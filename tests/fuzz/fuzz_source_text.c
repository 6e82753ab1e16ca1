#include "sources/source_text.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads a project's source as the build cache does. The first byte chooses its
 * kind. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct source_text text;
	const struct source_text *texts[] = {&text};
	struct text_list asked = {0};
	struct text bytes;

	if (size == 0)
		return 0;
	text_init(&bytes, &arena);
	text_append(&bytes, (const char *)data + 1, size - 1);
	source_text_read(&arena, &bytes, (enum source_kind)(data[0] % 3), &text);
	if (text.hides && !source_texts_hide(&arena, texts, 1))
		__builtin_trap();
	source_text_find_asked(&arena, &bytes, &asked);
	arena_release(&arena);
	return 0;
}
