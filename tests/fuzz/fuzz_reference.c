/*
 * Any text as a reference, a platform and a glob. A reference that is taken,
 * printed with a digest and read again must be the same one.
 */
#include "base/error.h"
#include "base/glob.h"
#include "spec/platform.h"
#include "spec/reference.h"
#include "spec/spec_value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
is_same(const struct reference *one, const struct reference *other)
{
	return one->transport == other->transport && strcmp(one->path, other->path) == 0 &&
	    (one->tag == NULL) == (other->tag == NULL) &&
	    (one->tag == NULL || strcmp(one->tag, other->tag) == 0);
}

/* An operand that needs no transport. */
static void
check_repository(struct arena *arena, const char *text)
{
	struct reference reference, again;
	struct error err;

	if (reference_parse_registry(arena, text, &reference, &err) != 0)
		return;
	text = arena_printf(arena, "%s%s%s", reference.path, reference.tag == NULL ? "" : ":",
	    reference.tag == NULL ? "" : reference.tag);
	if (reference_parse_registry(arena, text, &again, &err) != 0 ||
	    !is_same(&reference, &again))
		abort();
}

static void
check_reference(struct arena *arena, const char *text)
{
	struct reference reference, again;
	struct digest digest;
	struct error err;

	if (reference_parse_target(arena, text, &reference, &err) != 0)
		return;
	if (digest_of_bytes(text, strlen(text), &digest, &err) != 0)
		abort();
	text = reference_with_digest(arena, &reference, &digest);
	if (reference_parse_source(arena, text, &again, &err) != 0 ||
	    !is_same(&reference, &again) || !digest_equal(&again.digest, &digest))
		abort();
}

static void
check_values(struct arena *arena, const char *text)
{
	const struct platform *platform;
	const char *value, *twice;
	struct error err;
	int64_t seconds;
	int mode;

	platform = platform_parse(text, &err);
	if (platform != NULL && platform_parse(platform->name, &err) != platform)
		abort();
	if (value_user(arena, text, &value, &err) == 0 &&
	    (value_user(arena, value, &twice, &err) != 0 || strcmp(value, twice) != 0))
		abort();
	if (value_port(arena, text, &value, &err) == 0 &&
	    (value_port(arena, value, &twice, &err) != 0 || strcmp(value, twice) != 0))
		abort();
	if (value_signal(arena, text, &value, &err) == 0 &&
	    (value_signal(arena, value, &twice, &err) != 0 || strcmp(value, twice) != 0))
		abort();
	if (value_time("created", text, &seconds, &err) == 0 && seconds < 0)
		abort();
	if (value_mode(text, &mode, &err) == 0 && (mode < 0 || mode > 07777))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text_list matches = {0};
	struct arena arena = {0};
	struct error err;
	char *text = arena_copy(&arena, data, size);

	check_reference(&arena, text);
	check_repository(&arena, text);
	check_values(&arena, text);
	/* a small folder that every machine has: the pattern is what matters */
	if (strstr(text, "..") == NULL && text[0] != '/' &&
	    glob_expand(&arena, "/proc/self/fdinfo", text, &matches, &err) != 0 &&
	    err.text[0] == '\0')
		abort();
	arena_release(&arena);
	return 0;
}
