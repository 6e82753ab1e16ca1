/*
 * Any lines as the WWW-Authenticate headers of one answer. What is chosen,
 * written down as a header with every byte escaped and read again, must be the
 * same.
 */
#include "base/error.h"
#include "http/http.h"
#include "registry/challenge.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
add_parameter(struct text *header, const char *name, const char *value)
{
	if (value == NULL)
		return;
	text_printf(header, "%s %s=\"", text_ends_with(text_string(header), "\"") ? "," : "", name);
	for (; *value != '\0'; value++)
		text_printf(header, "\\%c", *value);
	text_add(header, "\"");
}

static void
require_same(const char *left, const char *right)
{
	if ((left == NULL) != (right == NULL) || (left != NULL && strcmp(left, right) != 0))
		abort();
}

static void
check_again(struct arena *arena, const struct challenge *challenge)
{
	struct text_list headers = {0};
	struct challenge again;
	struct text header;
	struct error err;

	text_init(&header, arena);
	text_add(&header, challenge->kind == CHALLENGE_BASIC ? "bAsIc" : "BEARER");
	add_parameter(&header, "rEALM", challenge->realm);
	add_parameter(&header, "service", challenge->service);
	add_parameter(&header, "scope", challenge->scope);
	add_parameter(&header, "error", challenge->error);
	/* escaping doubles it */
	if (header.length > CHALLENGE_LIMIT)
		return;
	text_list_add(&headers, arena, text_string(&header));
	if (challenge_choose(arena, &headers, &again, &err) != 0 || again.kind != challenge->kind)
		abort();
	require_same(again.realm, challenge->realm);
	require_same(again.service, challenge->service);
	require_same(again.scope, challenge->scope);
	require_same(again.error, challenge->error);
}

/* Reads the same bytes as a Link header: the target must stand in it between
 * brackets. */
static void
check_link(struct arena *arena, const char *line)
{
	const char *next = http_link_next(arena, line);

	if (next != NULL && strstr(line, arena_printf(arena, "<%s>", next)) == NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct challenge challenge = {0};
	struct text_list headers = {0};
	struct arena arena = {0};
	struct error err = {0};
	char *line = arena_copy(&arena, data, size), *rest = NULL;

	for (line = strtok_r(line, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		text_list_add(&headers, &arena, line);
		check_link(&arena, line);
	}
	if (challenge_choose(&arena, &headers, &challenge, &err) != 0) {
		if (err.kind != ERROR_FAILED || err.text[0] == '\0')
			abort();
	} else if (challenge.kind == CHALLENGE_BEARER && challenge.realm == NULL) {
		abort();
	} else if (challenge.kind != CHALLENGE_NONE) {
		check_again(&arena, &challenge);
	}
	arena_release(&arena);
	return 0;
}
