#include "registry/challenge.h"

#include <string.h>
#include <strings.h>

/* Where a reader stands in one header. */
struct cursor {
	struct arena *arena;
	const char *header, *at;
};

static bool
is_token_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= '0' && byte <= '9') ||
	    (byte != '\0' && strchr("!#$%&'*+-.^_`|~", byte) != NULL);
}

static size_t
token_length(const char *text)
{
	size_t length = 0;

	while (is_token_byte(text[length]))
		length++;
	return length;
}

static size_t
blank_length(const char *text)
{
	return strspn(text, " \t");
}

/* Over the commas between two things; a list may have empty elements (RFC 9110,
 * section 5.6.1). */
static void
skip_commas(struct cursor *cursor)
{
	cursor->at += strspn(cursor->at, " \t,");
}

static int
unreadable(const struct cursor *cursor, const char *why, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "the registry's WWW-Authenticate cannot be read: %s at byte %zu of \"%.200s\"", why,
	    (size_t)(cursor->at - cursor->header), cursor->header);
}

/* Bytes that a scheme takes instead of parameters, as Negotiate does; 0: these
 * are parameters. */
static size_t
token68_length(const char *text)
{
	size_t length =
	    strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/");
	const char *behind;

	if (length == 0)
		return 0;
	length += strspn(text + length, "=");
	behind = text + length + blank_length(text + length);
	return *behind == ',' || *behind == '\0' ? length : 0;
}

/* Whether a parameter begins here, and not the next challenge. */
static bool
is_parameter(const char *text)
{
	size_t length = token_length(text);

	return length > 0 && text[length + blank_length(text + length)] == '=';
}

static int
read_quoted(struct cursor *cursor, const char **ret_value, struct error *err)
{
	struct text value;

	text_init(&value, cursor->arena);
	for (cursor->at++; *cursor->at != '"'; cursor->at++) {
		unsigned char byte;

		if (*cursor->at == '\\')
			cursor->at++;
		byte = (unsigned char)*cursor->at;
		if (byte == '\0')
			return unreadable(cursor, "a quote that is not closed", err);
		if ((byte < 0x20 && byte != '\t') || byte == 0x7f)
			return unreadable(cursor, "a control character", err);
		text_append(&value, cursor->at, 1);
	}
	cursor->at++;
	*ret_value = text_string(&value);
	return 0;
}

static int
read_value(struct cursor *cursor, const char **ret_value, struct error *err)
{
	size_t length = token_length(cursor->at);

	if (*cursor->at == '"')
		return read_quoted(cursor, ret_value, err);
	if (length == 0)
		return unreadable(cursor, "no value", err);
	*ret_value = arena_copy(cursor->arena, cursor->at, length);
	cursor->at += length;
	return 0;
}

/* Where the value of a parameter goes; NULL: mote has no use for it. */
static const char **
place_of(struct challenge *challenge, const char *name, size_t length)
{
	const struct {
		const char *name;
		const char **place;
	} known[] = {{"realm", &challenge->realm}, {"service", &challenge->service},
	    {"scope", &challenge->scope}, {"error", &challenge->error}};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (strlen(known[i].name) == length &&
		    strncasecmp(known[i].name, name, length) == 0)
			return known[i].place;
	return NULL;
}

static int
read_parameter(struct cursor *cursor, struct challenge *challenge, struct error *err)
{
	size_t length = token_length(cursor->at);
	const char **place = place_of(challenge, cursor->at, length), *value;

	/* two values of one name would let two readers see two registries */
	if (place != NULL && *place != NULL)
		return unreadable(cursor, "a parameter that is there twice", err);
	cursor->at += length;
	cursor->at += blank_length(cursor->at) + 1;
	cursor->at += blank_length(cursor->at);
	if (read_value(cursor, &value, err) != 0)
		return -1;
	if (place != NULL)
		*place = value;
	cursor->at += blank_length(cursor->at);
	if (*cursor->at != ',' && *cursor->at != '\0')
		return unreadable(cursor, "no comma", err);
	return 0;
}

static enum challenge_kind
kind_of(const char *scheme, size_t length)
{
	if (length == 5 && strncasecmp(scheme, "Basic", length) == 0)
		return CHALLENGE_BASIC;
	if (length == 6 && strncasecmp(scheme, "Bearer", length) == 0)
		return CHALLENGE_BEARER;
	return CHALLENGE_NONE;
}

static int
read_challenge(struct cursor *cursor, struct challenge *ret_challenge, struct error *err)
{
	size_t length = token_length(cursor->at), blanks, token68;
	struct challenge challenge = {.kind = kind_of(cursor->at, length)};

	if (length == 0)
		return unreadable(cursor, "no scheme", err);
	cursor->at += length;
	blanks = blank_length(cursor->at);
	cursor->at += blanks;
	token68 = blanks > 0 ? token68_length(cursor->at) : 0;
	cursor->at += token68;
	cursor->at += blank_length(cursor->at);
	if (token68 == 0 && *cursor->at != ',' && *cursor->at != '\0' &&
	    (blanks == 0 || !is_parameter(cursor->at)))
		return unreadable(cursor, "neither a parameter nor a comma", err);
	while (token68 == 0 && is_parameter(cursor->at)) {
		if (read_parameter(cursor, &challenge, err) != 0)
			return -1;
		skip_commas(cursor);
	}
	/* there is nobody to ask for a token */
	if (challenge.kind == CHALLENGE_BEARER && challenge.realm == NULL)
		challenge.kind = CHALLENGE_NONE;
	*ret_challenge = challenge;
	return 0;
}

int
challenge_choose(struct arena *arena, const struct text_list *headers,
    struct challenge *ret_challenge, struct error *err)
{
	struct challenge best = {.kind = CHALLENGE_NONE}, challenge;
	size_t total = 0, i;

	for (i = 0; i < headers->count; i++) {
		struct cursor cursor = {arena, headers->items[i], headers->items[i]};

		total += strlen(headers->items[i]);
		if (total > CHALLENGE_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "the registry's WWW-Authenticate is longer than %d bytes, the most that is read",
			    CHALLENGE_LIMIT);
		for (skip_commas(&cursor); *cursor.at != '\0'; skip_commas(&cursor)) {
			if (read_challenge(&cursor, &challenge, err) != 0)
				return -1;
			if (challenge.kind > best.kind)
				best = challenge;
		}
	}
	*ret_challenge = best;
	return 0;
}
