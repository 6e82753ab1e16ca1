#include "sources/lexer.h"

#include <ctype.h>
#include <string.h>

bool
lexer_is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\v' || byte == '\f' || byte == '\0';
}

bool
lexer_is_line_end(char byte)
{
	return byte == '\n' || byte == '\r';
}

bool
lexer_is_word_start(char byte)
{
	return isalpha((unsigned char)byte) || byte == '_' || byte == '$' || (byte & 0x80) != 0;
}

bool
lexer_is_word_byte(char byte)
{
	return lexer_is_word_start(byte) || isdigit((unsigned char)byte);
}

char
lexer_byte(const struct lexer *lexer, size_t ahead)
{
	return (size_t)(lexer->end - lexer->at) > ahead ? lexer->at[ahead] : '\0';
}

bool
lexer_is_word(const char *word, size_t length, const char *wanted)
{
	return strlen(wanted) == length && memcmp(word, wanted, length) == 0;
}

bool
lexer_contains(const char *bytes, size_t length, const char *word)
{
	return memmem(bytes, length, word, strlen(word)) != NULL;
}

/* The length of a backslash and the line end that it joins, with the blanks
 * between them; 0: the backslash joins no line. */
static size_t
splice_length(const char *at, const char *end)
{
	const char *start = at++;

	while (at < end && lexer_is_blank(*at) && *at != '\0')
		at++;
	if (at == end || !lexer_is_line_end(*at))
		return 0;
	if (at + 1 < end && lexer_is_line_end(at[1]) && at[1] != at[0])
		at++;
	return (size_t)(at + 1 - start);
}

void
lexer_open(struct lexer *lexer, const struct text *bytes)
{
	const char *at = bytes->bytes, *end = at + bytes->length, *slash;
	struct text joined;

	text_init(&joined, lexer->pages);
	while (at < end && (slash = memchr(at, '\\', (size_t)(end - at))) != NULL) {
		size_t length = splice_length(slash, end);

		lexer->spliced |= length > 0;
		text_append(&joined, at, (size_t)(slash - at) + (length == 0));
		at = slash + (length == 0 ? 1 : length);
	}
	if (at < end)
		text_append(&joined, at, (size_t)(end - at));
	lexer->at = text_string(&joined);
	lexer->end = lexer->at + joined.length;
}

bool
lexer_has_trigraph(const struct lexer *lexer)
{
	/* written as bytes: in a string literal the compiler would read them as
	 * trigraphs */
	static const char slash[] = {'?', '?', '/', '\0'}, hash[] = {'?', '?', '=', '\0'};
	size_t length = (size_t)(lexer->end - lexer->at);

	return lexer_contains(lexer->at, length, slash) || lexer_contains(lexer->at, length, hash);
}

bool
lexer_skip_comment(struct lexer *lexer)
{
	const char *close;

	if (lexer_byte(lexer, 0) != '/')
		return false;
	if (lexer_byte(lexer, 1) == '*') {
		close = lexer->end - lexer->at > 3
		    ? memmem(lexer->at + 2, (size_t)(lexer->end - lexer->at - 2), "*/", 2)
		    : NULL;
		lexer->at = close == NULL ? lexer->end : close + 2;
		return true;
	}
	if (lexer_byte(lexer, 1) != '/')
		return false;
	/* two slashes and a star: C of 1989 reads a slash, and a comment that
	 * begins behind it */
	lexer->found->odd |= lexer_byte(lexer, 2) == '*';
	while (lexer->at < lexer->end && !lexer_is_line_end(*lexer->at))
		lexer->at++;
	return true;
}

void
lexer_skip_blanks(struct lexer *lexer, bool lines)
{
	while (lexer->at < lexer->end &&
	    (lexer_is_blank(*lexer->at) || (lines && lexer_is_line_end(*lexer->at)) ||
		lexer_skip_comment(lexer)))
		if (lexer_is_blank(lexer_byte(lexer, 0)) ||
		    (lines && lexer_is_line_end(lexer_byte(lexer, 0))))
			lexer->at += lexer->at < lexer->end;
}

/* At a quote: goes behind the string or character. It ends at the end of the
 * line at the latest. */
void
lexer_read_quoted(struct lexer *lexer)
{
	const char quote = *lexer->at, *start = ++lexer->at;

	while (lexer->at < lexer->end && *lexer->at != quote && !lexer_is_line_end(*lexer->at))
		lexer->at += *lexer->at == '\\' && lexer->at + 1 < lexer->end ? 2 : 1;
	if (quote == '"') {
		size_t length = (size_t)(lexer->at - start);

		lexer->found->has_dependency |= lexer_contains(start, length, "dependency");
		lexer->found->has_comment |= lexer_contains(start, length, "comment");
	}
	if (lexer->at < lexer->end && *lexer->at == quote)
		lexer->at++;
}

/* R"delimiter( ... )delimiter": a backslash at the end of a line does not join
 * lines in it. */
void
lexer_read_raw_string(struct lexer *lexer)
{
	const char *open, *close;
	char *end;

	lexer->found->odd = true;
	open = memchr(lexer->at, '(', (size_t)(lexer->end - lexer->at));
	if (lexer->kind != SOURCE_CXX || lexer->spliced || open == NULL) {
		lexer->found->hides = true;
		return;
	}
	end = arena_printf(lexer->pages, ")%.*s\"", (int)(open - lexer->at - 1), lexer->at + 1);
	close = memmem(open, (size_t)(lexer->end - open), end, strlen(end));
	lexer->at = close == NULL ? lexer->end : close + strlen(end);
}

/* Whether the byte belongs to the number. Standards differ: 1'000 is one
 * number, or a number and the beginning of a character; 1p+1 is one number, or
 * three words. */
static bool
is_number_byte(struct lexer *lexer, char byte)
{
	const char before = lexer->at[-1];

	if (byte == '\'' && lexer_is_word_byte(lexer_byte(lexer, 1))) {
		lexer->found->odd = true;
		lexer->found->hides |= lexer->kind != SOURCE_CXX;
		return true;
	}
	if (byte != '+' && byte != '-')
		return byte == '.' || lexer_is_word_byte(byte);
	lexer->found->odd |= before == 'p' || before == 'P';
	return before == 'e' || before == 'E' || before == 'p' || before == 'P';
}

void
lexer_read_number(struct lexer *lexer)
{
	do
		lexer->at++;
	while (lexer->at < lexer->end && is_number_byte(lexer, *lexer->at));
}

/* Reads "name" or <name>; NULL: there is neither. */
const char *
lexer_read_name(struct lexer *lexer)
{
	const char open = lexer_byte(lexer, 0), *start = lexer->at + 1, *at;

	if (open != '"' && open != '<')
		return NULL;
	for (at = start; at < lexer->end && !lexer_is_line_end(*at); at++)
		if (*at == (open == '<' ? '>' : '"')) {
			lexer->at = at + 1;
			return arena_copy(lexer->arena, start, (size_t)(at - start));
		}
	return NULL;
}

bool
lexer_is_word_of(const char *word, size_t length, const char *const *words)
{
	for (; *words != NULL; words++)
		if (lexer_is_word(word, length, *words))
			return true;
	return false;
}
