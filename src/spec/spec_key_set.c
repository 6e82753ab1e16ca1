#include "spec/spec_key.h"
#include "spec/spec_set.h"
#include "spec/spec_value.h"

#include "spec/flags.h"

#include <string.h>

static int
add_words(struct text_list *list, struct arena *arena, const struct pair *item, struct error *err)
{
	static const char blanks[] = " \t\n";
	const char *at = item->value;

	if (value_text(item->key, at, err) != 0)
		return -1;
	for (at += strspn(at, blanks); *at != '\0'; at += strspn(at, blanks)) {
		size_t length = strcspn(at, blanks);

		text_list_add(list, arena, arena_copy(arena, at, length));
		at += length;
	}
	return 0;
}

static int
set_command(
    struct text_list *words, struct arena *arena, const struct pair *item, struct error *err)
{
	*words = (struct text_list){0};
	if (add_words(words, arena, item, err) != 0)
		return -1;
	return words->count > 0
	    ? 0
	    : error_set(
		  err, ERROR_USAGE, "%s is empty; write a compiler's command as in CC", item->key);
}

static int
set_choice(const struct spec_key *key, int *member, const char *text, struct error *err)
{
	int choice = choice_find(key->choices, text);

	if (choice < 0)
		return choice_refuse(
		    key->name != NULL ? key->name : key->flag, key->choices, text, err);
	*member = choice + 1;
	return 0;
}

static int
set_wish(const struct spec_key *key, enum wish *member, const char *text, struct error *err)
{
	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return error_set(
		    err, ERROR_USAGE, "\"%s\" is true or false, not \"%s\"", key->name, text);
	*member = text[0] == 't' ? WISH_YES : WISH_NO;
	return 0;
}

static int
set_number(const struct spec_key *key, uint64_t *member, const char *text, struct error *err)
{
	uint64_t number;

	if (text_to_number(text, key->most, &number) != 0 || number < key->least)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is a number from %llu to %llu, not \"%s\"", key->name,
		    (unsigned long long)key->least, (unsigned long long)key->most, text);
	*member = number;
	return 0;
}

/* "128KiB": the bounds of the rows are whole KiB or MiB. */
static const char *
bound_text(struct arena *arena, uint64_t bytes)
{
	bool mebibytes = bytes % (1 << 20) == 0;

	return arena_printf(arena, "%llu%s", (unsigned long long)(bytes >> (mebibytes ? 20 : 10)),
	    mebibytes ? "MiB" : "KiB");
}

static int
set_size(const struct spec_key *key, uint64_t *member, const struct pair *item, struct arena *arena,
    struct error *err)
{
	uint64_t bytes;

	if (text_to_bytes(item->value, &bytes) == 0 && bytes >= key->least && bytes <= key->most) {
		*member = bytes;
		return 0;
	}
	if (key->most == UINT64_MAX)
		return error_set(err, ERROR_USAGE, "\"%s\" is a size as 500MB or 4GiB, not \"%s\"",
		    item->key, item->value);
	return error_set(err, ERROR_USAGE, "\"%s\" is a size from %s to %s, not \"%s\"", item->key,
	    bound_text(arena, key->least), bound_text(arena, key->most), item->value);
}

/* An empty text is the same as none at all. */
static int
add_argument(const struct spec_key *key, void *base, struct arena *arena, const char *text,
    struct error *err)
{
	struct text_list *list = spec_key_member(key, base);

	if (value_text(key->name, text, err) != 0)
		return -1;
	*(bool *)((char *)base + key->given) = true;
	if (text[0] != '\0' || list->count > 0)
		text_list_add(list, arena, text);
	return 0;
}

/* "KEY=VALUE" of a flag. */
static int
set_pair(const struct spec_key *key, struct pairs *pairs, struct arena *arena, const char *text,
    struct error *err)
{
	const char *kind = spec_key_kind(key), *equals = strchr(text, '=');
	struct pair pair;

	if (equals == NULL)
		return error_set(
		    err, ERROR_USAGE, "--%s \"%s\" has no \"=\"; write KEY=VALUE", kind, text);
	pair.key = arena_copy(arena, text, (size_t)(equals - text));
	pair.value = equals + 1;
	if (value_pair(kind, &pair, err) != 0)
		return -1;
	pairs_set(pairs, arena, pair.key, pair.value);
	return 0;
}

int
spec_key_set(const struct spec_key *key, void *base, struct arena *arena, const char *text,
    struct error *err)
{
	void *member = spec_key_member(key, base);
	const struct pair item = {key->name, text};

	switch (key->type) {
	case KEY_TEXT:
	case KEY_FOLDER:
		if (value_nonempty(key->name, text, err) != 0)
			return -1;
		*(const char **)member = text;
		return 0;
	case KEY_COMMAND:
		return set_command(member, arena, &item, err);
	case KEY_CHOICE:
		return set_choice(key, member, text, err);
	case KEY_WISH:
		return set_wish(key, member, text, err);
	case KEY_NUMBER:
		return set_number(key, member, text, err);
	case KEY_SIZE:
		return set_size(key, member, &item, arena, err);
	case KEY_PATH:
		*(const char **)member = text;
		return value_output(arena_printf(arena, "--%s", key->flag), text, err);
	case KEY_SWITCH:
		*(bool *)member = true;
		return 0;
	case KEY_TEXTS:
		if (value_nonempty(key->name, text, err) != 0)
			return -1;
		text_list_add(member, arena, text);
		return 0;
	case KEY_WORDS:
		return add_words(member, arena, &item, err);
	case KEY_ARGUMENTS:
		return add_argument(key, base, arena, text, err);
	case KEY_PAIRS:
		return set_pair(key, member, arena, text, err);
	default:
		return key->parse(base, arena, text, err);
	}
}
