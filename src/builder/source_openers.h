#ifndef BUILDER_SOURCE_OPENERS_H
#define BUILDER_SOURCE_OPENERS_H

#include "builder/lexer.h"

/*
 * The words by which a source opens files, or asks for them, and what stands behind each. What is found goes into the
 * lexer's source_text.
 */

/* Behind #include, or behind #include_next. */
void source_opener_include(struct lexer *lexer, bool next);

/* Behind a word: nothing, unless it is one of those. */
void source_opener_read(struct lexer *lexer, const char *word, size_t length);

/* Behind __has_include: a literal name, or it is hidden what is asked for. */
void source_opener_asked(struct lexer *lexer);

/* Remembers a word that is a part of one of those. */
void source_opener_note(struct lexer *lexer, const char *word, size_t length);

/* Whether one of those words can be put together of what the texts say. */
bool source_openers_can_be_made(
    struct arena *arena, const struct source_text *const *texts, size_t count);

#endif
