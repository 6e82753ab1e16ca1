#ifndef BUILDER_SOURCE_TEXT_H
#define BUILDER_SOURCE_TEXT_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Which files a source could make the compiler open that are in no list of the compiler's (-MD), as far as its text
 * tells: names that __has_include asks for, and what .incbin and .include take in. The text is read as the compiler's lexer
 * reads it: joined lines, comments, strings, digraphs. Where it is not certain that nothing is hidden, it counts as
 * hidden: the build cache keeps nothing of such a source, and its compilation is only slower.
 *
 *	source_text_read(arena, &bytes, kind, &text)	for each file that a compilation read
 *	source_texts_hide(arena, texts, count)		for all of them together
 *
 * A header may hide its part from a reader of one file alone: a word that opens files can be put together (##) of parts
 * that stand in several.
 */
enum source_kind { SOURCE_C, SOURCE_CXX, SOURCE_ASSEMBLY };

struct source_text {
	bool hides; /* it takes in files that no list names, or may do so */
	bool is_assembly;
	bool pastes; /* it puts words together */
	bool pragma_value; /* _Pragma of what is no literal */
	bool says_dependency; /* the word, which in a pragma opens a file */
	bool says_comment; /* likewise: in a pragma it names a library for the linker */
	bool macro_include; /* #include of a macro's value */
	bool odd; /* older standards of the language read it otherwise */
	struct text_list asked; /* names in __has_include: "extra.h", "../x.h" */
	struct text_list climbing; /* names with ".." in #include "..." */
	struct text_list climbing_angled; /* the same in <...> and #include_next */
	struct text_list pieces; /* words that are parts of one that opens files */
};

void source_text_read(struct arena *arena, const struct text *bytes, enum source_kind kind,
    struct source_text *ret_text);

/* The literal names in __has_include alone: for headers of toolchains and ports, which hide nothing. */
void source_text_asked(struct arena *arena, const struct text *bytes, struct text_list *asked);

bool source_texts_hide(struct arena *arena, const struct source_text *const *texts, size_t count);

#endif
