#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_WORD = 64 };

void
text_init(struct text *text, struct arena *arena)
{
	*text = (struct text){.arena = arena};
}

void
text_append(struct text *text, const char *bytes, size_t length)
{
	if (text->bytes == NULL || text->capacity - text->length <= length) {
		size_t capacity = text->capacity * 2 + length + 64;
		char *bigger = arena_alloc(text->arena, capacity);

		if (text->bytes != NULL)
			memcpy(bigger, text->bytes, text->length);
		text->bytes = bigger;
		text->capacity = capacity;
	}
	if (length > 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void
text_add(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

void
text_printf(struct text *text, const char *format, ...)
{
	va_list arguments;
	int length;
	char *piece;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	piece = arena_alloc(text->arena, (size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(piece, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text_append(text, piece, (size_t)length);
}

const char *
text_string(const struct text *text)
{
	return text->bytes == NULL ? "" : text->bytes;
}

void
text_list_add(struct text_list *list, struct arena *arena, const char *item)
{
	list->items =
	    arena_grow(arena, list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = item;
}

static int
compare_items(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

void
text_list_add_words(struct text_list *list, struct arena *arena, const char *const *words)
{
	for (; *words != NULL; words++)
		text_list_add(list, arena, *words);
}

void
text_list_add_list(struct text_list *list, struct arena *arena, const struct text_list *more)
{
	size_t i;

	for (i = 0; i < more->count; i++)
		text_list_add(list, arena, more->items[i]);
}

void
text_list_sort(struct text_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof(*list->items), compare_items);
}

bool
text_list_has(const struct text_list *list, const char *item)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->items[i], item) == 0)
			return true;
	return false;
}

char *
text_list_join(const struct text_list *list, struct arena *arena, const char *separator)
{
	struct text joined;
	size_t i;

	text_init(&joined, arena);
	text_add(&joined, "");
	for (i = 0; i < list->count; i++) {
		if (i > 0)
			text_add(&joined, separator);
		text_add(&joined, list->items[i]);
	}
	return joined.bytes;
}

bool
text_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool
text_ends_with(const char *text, const char *suffix)
{
	size_t length = strlen(text), suffix_length = strlen(suffix);

	return length >= suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

/* Levenshtein's distance with one row of the table. Neither word is longer than
 * LONGEST_WORD. */
static size_t
edit_distance(const char *a, const char *b)
{
	size_t row[LONGEST_WORD + 1], length = strlen(b), i, j;

	for (j = 0; j <= length; j++)
		row[j] = j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= length; j++) {
			size_t above = row[j];

			row[j] = diagonal + (a[i - 1] != b[j - 1]);
			if (above + 1 < row[j])
				row[j] = above + 1;
			if (row[j - 1] + 1 < row[j])
				row[j] = row[j - 1] + 1;
			diagonal = above;
		}
	}
	return row[length];
}

const char *
text_nearest(const char *word, const char *const *candidates)
{
	const char *nearest = NULL;
	size_t least = strlen(word) / 3 + 2, distance;

	if (strlen(word) > LONGEST_WORD)
		return NULL;
	for (; *candidates != NULL; candidates++) {
		if (strlen(*candidates) > LONGEST_WORD)
			continue;
		distance = edit_distance(word, *candidates);
		if (distance < least) {
			least = distance;
			nearest = *candidates;
		}
	}
	return nearest;
}

int
text_to_number(const char *text, uint64_t largest, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (*text == '\0')
		return -1;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || __builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, (uint64_t)(*text - '0'), &number))
			return -1;
	}
	if (number > largest)
		return -1;
	*ret_number = number;
	return 0;
}

int
text_to_bytes(const char *text, uint64_t *ret_bytes)
{
	static const struct {
		const char *name;
		uint64_t bytes;
	} units[] = {{"", 1}, {"B", 1}, {"kB", 1000}, {"KiB", 1 << 10}, {"MB", 1000000},
	    {"MiB", 1 << 20}, {"GB", 1000000000}, {"GiB", 1 << 30}};
	size_t length = strspn(text, "0123456789"), i;
	char number[24] = "";
	uint64_t count;

	if (length < sizeof(number))
		memcpy(number, text, length);
	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (strcmp(text + length, units[i].name) == 0 &&
		    text_to_number(number, UINT64_MAX / units[i].bytes, &count) == 0) {
			*ret_bytes = count * units[i].bytes;
			return 0;
		}
	return -1;
}

char *
text_size(struct arena *arena, uint64_t bytes)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
	size_t unit = 0;
	uint64_t divisor = 1, hundredths;

	while (unit + 1 < ARRAY_SIZE(units) && bytes / divisor >= 1000) {
		divisor *= 1000;
		unit++;
	}
	if (unit == 0)
		return arena_printf(arena, "%llu B", (unsigned long long)bytes);
	hundredths = bytes / (divisor / 100);
	if (hundredths < 1000)
		return arena_printf(arena, "%llu.%02llu %s", (unsigned long long)(hundredths / 100),
		    (unsigned long long)(hundredths % 100), units[unit]);
	if (hundredths < 10000)
		return arena_printf(arena, "%llu.%llu %s", (unsigned long long)(hundredths / 100),
		    (unsigned long long)(hundredths % 100 / 10), units[unit]);
	return arena_printf(arena, "%llu %s", (unsigned long long)(hundredths / 100), units[unit]);
}

/* The length of the sequence that a lead byte opens, 0 when it opens none. */
static size_t
utf8_length(unsigned char lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 2;
	if (lead >= 0xe0 && lead <= 0xef)
		return 3;
	return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/* The length of the well-formed sequence of UTF-8 at `at`, of which `left`
 * bytes may be read; 0: there is none. */
static size_t
sequence_length(const unsigned char *at, size_t left)
{
	size_t size = utf8_length(*at), i;

	if (size == 0 || size > left)
		return 0;
	for (i = 1; i < size; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	if ((*at == 0xe0 && at[1] < 0xa0) || (*at == 0xed && at[1] > 0x9f) ||
	    (*at == 0xf0 && at[1] < 0x90) || (*at == 0xf4 && at[1] > 0x8f))
		return 0;
	return size;
}

size_t
text_plain_length(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (at[0] >= 0x20 && at[0] < 0x7f)
		return 1;
	if (at[0] < 0x20 || at[0] == 0x7f || (at[0] == 0xc2 && at[1] <= 0x9f))
		return 0;
	return sequence_length(at, strnlen(text, 4));
}

/* Whether `text` begins with a character after which a terminal may change the
 * order or the line of the text. */
static bool
is_direction(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (at[0] == 0xd8)
		return at[1] == 0x9c;
	if (at[0] != 0xe2)
		return false;
	return (at[1] == 0x80 &&
		   (at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae))) ||
	    (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xaf);
}

size_t
text_shown_length(const char *text)
{
	return is_direction(text) ? 0 : text_plain_length(text);
}

void
text_copy_visible(char *to, size_t size, const char *foreign, const char *kept)
{
	size_t out = 0;

	while (*foreign != '\0') {
		size_t length = strchr(kept, *foreign) != NULL ? 1 : text_shown_length(foreign);
		char escaped[5];

		snprintf(escaped, sizeof(escaped), "\\x%02x", (unsigned char)*foreign);
		if (out + (length == 0 ? strlen(escaped) : length) >= size)
			break;
		memcpy(to + out, length == 0 ? escaped : foreign,
		    length == 0 ? strlen(escaped) : length);
		out += length == 0 ? strlen(escaped) : length;
		foreign += length == 0 ? 1 : length;
	}
	to[out] = '\0';
}

void
text_add_visible(struct text *text, const char *foreign)
{
	text_add(text, "");
	while (*foreign != '\0') {
		size_t plain = 0, length;

		while ((length = text_shown_length(foreign + plain)) > 0)
			plain += length;
		text_append(text, foreign, plain);
		foreign += plain;
		if (*foreign != '\0')
			text_printf(text, "\\x%02x", (unsigned char)*foreign++);
	}
}

char *
text_visible(struct arena *arena, const char *text)
{
	struct text visible;

	text_init(&visible, arena);
	text_add_visible(&visible, text);
	return visible.bytes;
}

bool
text_is_utf8(const char *bytes, size_t length)
{
	size_t at = 0, size = 1;

	for (; at < length && size > 0; at += size)
		size = sequence_length((const unsigned char *)bytes + at, length - at);
	return size > 0;
}
