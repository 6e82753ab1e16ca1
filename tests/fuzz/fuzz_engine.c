/*
 * Any text as the answer of an engine to a load, and as DOCKER_HOST. An error
 * has one line of words; an address that is taken leads to a socket, or to
 * HTTP, and says nothing of a user.
 */
#include "registry/engine.h"
#include "registry/engine_address.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require_message(const struct error *err)
{
	if (err->text[0] == '\0' || strchr(err->text, '\n') != NULL || err->kind < ERROR_FAILED ||
	    err->kind > ERROR_REFUSED)
		abort();
}

static void
check_address(struct arena *arena, const char *text, bool verify)
{
	struct engine_address address;
	struct error err = {0};

	if (engine_address_parse(arena, text, verify, &address, &err) != 0) {
		require_message(&err);
		return;
	}
	if (address.socket != NULL && address.socket[0] != '/')
		abort();
	if (!text_starts_with(address.base, address.encrypted ? "https://" : "http://") ||
	    text_ends_with(address.base, "/") ||
	    (address.socket == NULL && strchr(address.base, '@') != NULL))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct error err = {0};
	char *text = arena_copy(&arena, data, size);

	if (engine_check_progress(text, size, &err) != 0)
		require_message(&err);
	check_address(&arena, text, false);
	check_address(&arena, text, true);
	arena_release(&arena);
	return 0;
}
