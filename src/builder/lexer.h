#ifndef BUILDER_LEXER_H
#define BUILDER_LEXER_H

#include "builder/source_text.h"

/*
 * The text of a source, as far as one must understand it to find words that are neither in a comment nor in a string. It
 * is read as the compiler reads it; where standards of the language differ, source_text is told.
 */
struct lexer {
	struct arena *arena; /* of what is found */
	struct arena *pages; /* of what is not needed any more */
	enum source_kind kind;
	struct source_text *found;
	const char *at, *end;
	bool line_start; /* nothing but blanks and comments so far */
	bool in_condition; /* of #if */
	bool
	    only_named; /* the next word is asked for or defined, as behind #ifdef, and does nothing */
	bool spliced; /* lines were joined */
};

bool lexer_is_blank(char byte);
bool lexer_is_line_end(char byte);
bool lexer_is_word_start(char byte);
bool lexer_is_word_byte(char byte);
bool lexer_is_word(const char *word, size_t length, const char *wanted);
/* `words` ends with NULL. */
bool lexer_is_word_of(const char *word, size_t length, const char *const *words);
bool lexer_contains(const char *bytes, size_t length, const char *word);

/* Begins with the first byte; lines that end with a backslash are joined. */
void lexer_open(struct lexer *lexer, const struct text *bytes);

/* Three bytes that are a backslash or "#", for some standards. */
bool lexer_has_trigraph(const struct lexer *lexer);

/* The byte `ahead` of the present one; '\0' behind the end. */
char lexer_byte(const struct lexer *lexer, size_t ahead);

/* false: there is none here. */
bool lexer_skip_comment(struct lexer *lexer);
/* With comments, and line ends if `lines`. */
void lexer_skip_blanks(struct lexer *lexer, bool lines);

/* Each at its first byte; goes behind the last one. */
void lexer_read_quoted(struct lexer *lexer);
void lexer_read_raw_string(struct lexer *lexer); /* at the quote */
void lexer_read_number(struct lexer *lexer);
/* "name" or <name>, as in #include; NULL: it is neither. */
const char *lexer_read_name(struct lexer *lexer);

#endif
