#include "packages/package_alternatives.h"

#include "base/pairs.h"
#include "base/path.h"

#include <string.h>

enum { NAME_LIMIT = 200, PATH_LIMIT = 1000, WORDS_LIMIT = 4000 };

static const char blanks[] = " \t";
/* a word that has one of these is more than text */
static const char special[] = "$`*?[]{}()<>|&;\"'\\#~!";

struct script {
	struct arena *arena;
	struct pairs variables;
	struct package_alternatives *found;
};

/* A variable's value in the words after it: "$ver", "${ver}", "\"$ver\"". */
static const char *
value_of(const struct script *script, const char **at)
{
	const char *start = *at + 1, *end;
	size_t length;
	bool braces = *start == '{';

	start += braces;
	length = strspn(start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
	end = start + length;
	if (length == 0 || (braces && *end != '}'))
		return NULL;
	*at = end + braces;
	return pairs_get(&script->variables, arena_copy(script->arena, start, length));
}

/* The word with its variables and without its quotes; NULL: it is more than
 * that. */
static const char *
expand(const struct script *script, const char *word)
{
	struct text text;

	text_init(&text, script->arena);
	while (*word != '\0') {
		/* "a=$a$a" in each of forty lines would fill the memory */
		if (text.length > PATH_LIMIT)
			return NULL;
		if (*word == '$') {
			const char *value = value_of(script, &word);

			if (value == NULL)
				return NULL;
			text_add(&text, value);
		} else if (*word == '"') {
			word++;
		} else if (strchr(special, *word) != NULL) {
			return NULL;
		} else {
			text_append(&text, word++, 1);
		}
	}
	return text_string(&text);
}

static const char *
plain_path(const struct script *script, const char *word)
{
	const char *path = expand(script, word);

	if (path == NULL || path[0] != '/' || strlen(path) > PATH_LIMIT || path_climbs(path) ||
	    strcmp(path_clean(script->arena, path), path) != 0 || path[1] == '\0')
		return NULL;
	return path;
}

static const char *
plain_name(const struct script *script, const char *word)
{
	const char *name = expand(script, word);

	if (name == NULL || name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL ||
	    strlen(name) > NAME_LIMIT)
		return NULL;
	return name;
}

static int
plain_number(const struct script *script, const char *word, int32_t *ret_number)
{
	const char *text = expand(script, word);
	bool negative = text != NULL && text[0] == '-';
	uint64_t number;

	if (text == NULL || text_to_number(text + negative, INT32_MAX, &number) != 0)
		return -1;
	*ret_number = negative ? -(int32_t)number : (int32_t)number;
	return 0;
}

/* Three words from `words` as link, name and path. */
static int
take_link(const struct script *script, const char *const *words,
    struct package_alternative *ret_alternative)
{
	ret_alternative->link = plain_path(script, words[0]);
	ret_alternative->name = plain_name(script, words[1]);
	ret_alternative->path = plain_path(script, words[2]);
	return ret_alternative->link != NULL && ret_alternative->name != NULL &&
		ret_alternative->path != NULL
	    ? 0
	    : -1;
}

static void
add(struct script *script, const struct package_alternative *alternative)
{
	struct package_alternatives *found = script->found;

	found->items = arena_grow(
	    script->arena, found->items, found->count, &found->capacity, sizeof(*found->items));
	found->items[found->count++] = *alternative;
}

/* The words after "--install". */
static void
read_install(struct script *script, const struct text_list *words, size_t at)
{
	struct package_alternative one = {.master = script->found->count};

	if (at + 4 > words->count || take_link(script, words->items + at, &one) != 0 ||
	    plain_number(script, words->items[at + 3], &one.priority) != 0)
		return;
	add(script, &one);
	for (at += 4; at + 4 <= words->count && strcmp(words->items[at], "--slave") == 0 &&
	    take_link(script, words->items + at + 1, &one) == 0;
	    at += 4)
		add(script, &one);
}

/* "ver=1.16" */
static void
read_variable(struct script *script, const char *line)
{
	size_t length =
	    strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
	const char *value;

	if (length == 0 || line[length] != '=' || strpbrk(line, blanks) != NULL)
		return;
	value = expand(script, line + length + 1);
	if (value != NULL)
		pairs_set(&script->variables, script->arena,
		    arena_copy(script->arena, line, length), value);
}

static void
read_line(struct script *script, const char *line)
{
	const char *at = strstr(line, "update-alternatives");
	struct text_list words = {0};
	size_t i;

	if (line[strspn(line, blanks)] == '#')
		return;
	if (at == NULL) {
		read_variable(script, line);
		return;
	}
	while (words.count < WORDS_LIMIT) {
		size_t length;

		at += strspn(at, blanks);
		length = strcspn(at, blanks);
		if (length == 0)
			break;
		text_list_add(&words, script->arena, arena_copy(script->arena, at, length));
		at += length;
	}
	for (i = 1; i < words.count; i++)
		if (strcmp(words.items[i], "--install") == 0) {
			read_install(script, &words, i + 1);
			return;
		}
}

/* The next line, with those that a "\" at its end joins to it. */
static const char *
take_line(struct arena *arena, const struct text *script, size_t *at)
{
	struct text line;

	text_init(&line, arena);
	while (*at < script->length) {
		const char *start = script->bytes + *at, *end;
		size_t length = script->length - *at;

		end = memchr(start, '\n', length);
		length = end == NULL ? length : (size_t)(end - start);
		*at += length + (end != NULL);
		if (length == 0 || start[length - 1] != '\\') {
			text_append(&line, start, length);
			break;
		}
		text_append(&line, start, length - 1);
		text_add(&line, " ");
	}
	return text_string(&line);
}

void
package_alternatives_read(
    struct arena *arena, const struct text *script, struct package_alternatives *ret_alternatives)
{
	struct script state = {.arena = arena, .found = ret_alternatives};
	size_t at = 0;

	*ret_alternatives = (struct package_alternatives){0};
	while (at < script->length)
		read_line(&state, take_line(arena, script, &at));
}
