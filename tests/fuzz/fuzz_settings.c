/*
 * Any bytes as mote.conf. A value that is read is never empty and has a line;
 * whatever was refused names the file.
 */
#include "base/settings.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct setting settings[SETTING_COUNT];
	struct arena arena = {0};
	struct error err = {0};
	struct text bytes;
	size_t i;

	text_init(&bytes, &arena);
	text_append(&bytes, (const char *)data, size);
	if (settings_parse(&arena, "mote.conf", &bytes, settings, &err) != 0) {
		if (err.kind != ERROR_USAGE || strstr(err.text, "mote.conf") == NULL)
			abort();
	} else {
		for (i = 0; i < SETTING_COUNT; i++)
			if (settings[i].value != NULL &&
			    (settings[i].value[0] == '\0' ||
				!text_starts_with(settings[i].from, "mote.conf:")))
				abort();
	}
	arena_release(&arena);
	return 0;
}
