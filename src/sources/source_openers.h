#ifndef SOURCES_SOURCE_OPENERS_H
#define SOURCES_SOURCE_OPENERS_H

#include "sources/lexer.h"

/*
 * Finds the words with which a source opens files or tests whether they exist
 * ("opening words"), and reads the arguments of these words. The results go
 * into the lexer's source_text.
 */

/* Called behind #include, or with `next` behind #include_next. */
void source_opener_include(struct lexer *lexer, bool next);

/* Called behind every word; does nothing when the word opens no file. */
void source_opener_read(struct lexer *lexer, const char *word, size_t length);

/* Called behind __has_include: reads a literal name; any other argument sets
 * `hides`. */
void source_opener_read_asked(struct lexer *lexer);

/* Remembers a word that may be a part of an opening word. */
void source_opener_note(struct lexer *lexer, const char *word, size_t length);

/* Whether an opening word can be put together from the pieces of the texts. */
bool source_openers_can_be_made(
    struct arena *arena, const struct source_text *const *texts, size_t count);

#endif
