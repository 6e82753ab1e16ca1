#ifndef SOURCES_LEXER_H
#define SOURCES_LEXER_H

#include "sources/source_text.h"

/*
 * Splits the text of a source into words, strings and comments as the compiler
 * does, so that words are found only outside of comments and strings. Where
 * standards of the language differ, it sets `odd` or `hides` in the
 * source_text.
 */
struct lexer {
	struct arena *arena; /* for the results */
	struct arena *pages; /* for memory that is freed after reading */
	enum source_kind kind;
	struct source_text *found;
	const char *at, *end;
	bool line_start; /* only blanks and comments since the line began */
	bool in_condition; /* in the condition of #if or #elif */
	bool
	    /* the next word opens no file: it is only tested or defined, as by
	     * #ifdef */
	    only_named;
	bool spliced; /* a backslash at a line end joined lines */
};

bool lexer_is_blank(char byte);
bool lexer_is_line_end(char byte);
bool lexer_is_word_start(char byte);
bool lexer_is_word_byte(char byte);
bool lexer_is_word(const char *word, size_t length, const char *wanted);
/* `words` ends with NULL. */
bool lexer_is_word_of(const char *word, size_t length, const char *const *words);
bool lexer_contains(const char *bytes, size_t length, const char *word);

/* Joins lines that end with a backslash, and begins at the first byte. */
void lexer_open(struct lexer *lexer, const struct text *bytes);

/* Whether the text has a trigraph: three bytes that some standards read as a
 * backslash or as "#". */
bool lexer_has_trigraph(const struct lexer *lexer);

/* The byte that is `ahead` bytes after the present one; '\0' behind the end. */
char lexer_byte(const struct lexer *lexer, size_t ahead);

/* false: there is no comment here. */
bool lexer_skip_comment(struct lexer *lexer);
/* Skips blanks and comments, and with `lines` also line ends. */
void lexer_skip_blanks(struct lexer *lexer, bool lines);

/* Each is called at the first byte of its token and stops behind the last
 * byte. */
void lexer_read_quoted(struct lexer *lexer);
void lexer_read_raw_string(struct lexer *lexer); /* called at the quote */
void lexer_read_number(struct lexer *lexer);
/* Reads "name" or <name>, as in #include; NULL: there is neither. */
const char *lexer_read_name(struct lexer *lexer);

#endif
