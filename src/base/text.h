#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Text: a string that grows, a list of strings, and a few functions for
 * strings. All memory belongs to an arena. Comparison is by bytes, never by
 * locale.
 */
struct text {
	struct arena *arena;
	char *bytes; /* NUL-terminated once anything was appended */
	size_t length, capacity;
};

void text_init(struct text *text, struct arena *arena);
void text_append(struct text *text, const char *bytes, size_t length);
void text_add(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
/* The string so far, "" when nothing was added; valid until the next append. */
const char *text_string(const struct text *text) RETURNS_NONNULL;

struct text_list {
	const char **items;
	size_t count, capacity;
};

void text_list_add(struct text_list *list, struct arena *arena, const char *item);
/* Adds all items of a list that ends with NULL, or of another text_list. */
void text_list_add_words(struct text_list *list, struct arena *arena, const char *const *words);
void text_list_add_list(struct text_list *list, struct arena *arena, const struct text_list *more);
/* Sorts by bytes (LC_ALL=C order). */
void text_list_sort(struct text_list *list);
bool text_list_has(const struct text_list *list, const char *item);
/* The items with `separator` between them. */
char *text_list_join(const struct text_list *list, struct arena *arena, const char *separator);

bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);

/* The candidate with the fewest edits from `word`, or NULL when none is
 * similar. `candidates` ends with NULL. For "unknown verb ...; did you mean
 * ..." */
const char *text_nearest(const char *word, const char *const *candidates);

/* Decimal digits only, no sign, no blanks, at most `largest`. 0 or -1;
 * `*ret_number` only on success. */
int text_to_number(const char *text, uint64_t largest, uint64_t *ret_number);

/* "500MB", "5GiB", "1048576". 0 or -1; `*ret_bytes` only on success. */
int text_to_bytes(const char *text, uint64_t *ret_bytes);

/* "3.9 kB", "1.92 MB": powers of 1000, three digits, for people. */
char *text_size(struct arena *arena, uint64_t bytes) RETURNS_NONNULL;

/* The number of bytes of the first character of `text`; 0 for a control
 * character (below 0x20, 0x7f, U+0080 to U+009f), for a byte that is not UTF-8,
 * and at the end. */
size_t text_plain_length(const char *text);

/* As text_plain_length, but 0 also for the characters that change the direction
 * or break the line (see below). */
size_t text_shown_length(const char *text);

/*
 * Makes foreign text harmless for a terminal. Control characters, characters
 * that change the direction or break the line (U+061C, U+200E, U+200F, U+2028
 * to U+202E, U+2066 to U+206F), and bytes that are not UTF-8 become \\x1b, byte
 * by byte. Errors and the functions of base/log.h do this already. Foreign text
 * that is printed on stdout must go through one of the first two functions.
 */
char *text_visible(struct arena *arena, const char *text) RETURNS_NONNULL;
void text_add_visible(struct text *text, const char *foreign);
/* Writes at most `size` bytes and cuts the rest; bytes in `kept` ("\n", "") are
 * not escaped. */
void text_copy_visible(char *to, size_t size, const char *foreign, const char *kept);

/* Well-formed UTF-8 without overlong forms and surrogates (RFC 3629). */
bool text_is_utf8(const char *bytes, size_t length);

#endif
