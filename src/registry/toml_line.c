#include "registry/toml_line.h"

#include "base/text.h"

#include <string.h>

enum { DEPTH_LIMIT = 16 };

static const char bare_bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

int
toml_error(const struct toml *toml, const char *why, struct error *err)
{
	return error_set(err, ERROR_FAILED, "%s:%u: %s", toml->name, toml->line, why);
}

void
toml_skip_blanks(struct toml *toml)
{
	toml->at += strspn(toml->at, " \t");
}

/* A comment holds anything but control characters. */
static int
skip_comment(struct toml *toml, struct error *err)
{
	if (*toml->at != '#')
		return 0;
	while (*toml->at != '\0' && *toml->at != '\n' && *toml->at != '\r') {
		if (((unsigned char)*toml->at < ' ' && *toml->at != '\t') || *toml->at == 0x7f)
			return toml_error(toml, "a control character in a comment", err);
		toml->at++;
	}
	return 0;
}

static bool
take_newline(struct toml *toml)
{
	if (toml->at[0] == '\r' && toml->at[1] == '\n')
		toml->at++;
	if (*toml->at != '\n')
		return false;
	toml->at++;
	toml->line++;
	return true;
}

int
toml_skip_lines(struct toml *toml, struct error *err)
{
	do {
		toml_skip_blanks(toml);
		if (skip_comment(toml, err) != 0)
			return -1;
	} while (take_newline(toml));
	return 0;
}

int
toml_end_line(struct toml *toml, struct error *err)
{
	toml_skip_blanks(toml);
	if (skip_comment(toml, err) != 0)
		return -1;
	if (*toml->at != '\0' && !take_newline(toml))
		return toml_error(toml, "something behind the end of the line's value", err);
	return 0;
}

/* The character of an escape, in UTF-8: up to 4 bytes. */
static int
read_escape(struct toml *toml, struct text *text, struct error *err)
{
	static const char letters[] = "btnfr\"\\", meant[] = "\b\t\n\f\r\"\\";
	const char *letter = *toml->at == '\0' ? NULL : strchr(letters, *toml->at);

	/* \u stands in no name of a registry */
	if (letter == NULL)
		return toml_error(toml, "an escape that mote does not know", err);
	text_append(text, meant + (letter - letters), 1);
	toml->at++;
	return 0;
}

/* On one line, in quotes or in apostrophes, which know no escapes. */
static int
read_text(struct toml *toml, const char **ret_text, struct error *err)
{
	const char quote = *toml->at;
	struct text text;

	text_init(&text, toml->arena);
	if (toml->at[1] == quote && toml->at[2] == quote)
		return toml_error(toml, "a text of several lines, which mote does not read", err);
	for (toml->at++; *toml->at != quote;) {
		if (((unsigned char)*toml->at < ' ' && *toml->at != '\t') || *toml->at == 0x7f)
			return toml_error(toml, "a text that is not closed on its line", err);
		if (quote == '"' && *toml->at == '\\') {
			toml->at++;
			if (read_escape(toml, &text, err) != 0)
				return -1;
			continue;
		}
		text_append(&text, toml->at++, 1);
	}
	toml->at++;
	*ret_text = text_string(&text);
	return 0;
}

static int
read_key_part(struct toml *toml, const char **ret_part, struct error *err)
{
	size_t length = strspn(toml->at, bare_bytes);

	if (*toml->at == '"' || *toml->at == '\'')
		return read_text(toml, ret_part, err);
	if (length == 0)
		return toml_error(toml, "neither a key nor a table", err);
	*ret_part = arena_copy(toml->arena, toml->at, length);
	toml->at += length;
	return 0;
}

int
toml_key(struct toml *toml, const char **ret_key, struct error *err)
{
	const char *part;
	struct text key;

	text_init(&key, toml->arena);
	for (;;) {
		toml_skip_blanks(toml);
		if (read_key_part(toml, &part, err) != 0)
			return -1;
		text_add(&key, part);
		toml_skip_blanks(toml);
		if (*toml->at != '.')
			break;
		text_append(&key, toml->at++, 1);
	}
	*ret_key = text_string(&key);
	return 0;
}

/* An array or an inline table: brackets that close in the order in which they
 * were opened. */
static int
skip_nested(struct toml *toml, struct error *err)
{
	char closing[DEPTH_LIMIT];
	size_t depth = 0, length;
	const char *text;

	do {
		if (toml_skip_lines(toml, err) != 0)
			return -1;
		length = strcspn(toml->at, " \t\r\n#,[]{}=\"'");
		if (*toml->at == '[' || *toml->at == '{') {
			if (depth == DEPTH_LIMIT)
				return toml_error(toml, "lists in lists, too deep", err);
			closing[depth++] = *toml->at++ == '[' ? ']' : '}';
		} else if (*toml->at == '"' || *toml->at == '\'') {
			if (read_text(toml, &text, err) != 0)
				return -1;
		} else if (depth > 0 && *toml->at == closing[depth - 1]) {
			depth--;
			toml->at++;
		} else if (*toml->at == ',' || *toml->at == '=') {
			toml->at++;
		} else if (length > 0) {
			toml->at += length;
		} else {
			return toml_error(toml, "a list that is not closed", err);
		}
	} while (depth > 0);
	return 0;
}

int
toml_value(struct toml *toml, struct toml_value *ret_value, struct error *err)
{
	size_t length = strcspn(toml->at, " \t\r\n#,[]{}=\"'");
	const char *word = toml->at;

	*ret_value = (struct toml_value){.kind = TOML_OTHER};
	if (*word == '[' || *word == '{')
		return skip_nested(toml, err);
	if (*word == '"' || *word == '\'') {
		ret_value->kind = TOML_TEXT;
		return read_text(toml, &ret_value->text, err);
	}
	toml->at += length;
	if (length == 4 && memcmp(word, "true", length) == 0)
		ret_value->kind = TOML_TRUE;
	else if (length == 5 && memcmp(word, "false", length) == 0)
		ret_value->kind = TOML_FALSE;
	else if (length == 0 || strspn(word, "+-0123456789.:_abcdefABCDEFinxoTZtz") < length)
		return toml_error(toml, "neither a text, a boolean, a number nor a list", err);
	/* else a number or a date, which mote does not want */
	return 0;
}
