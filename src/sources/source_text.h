#ifndef SOURCES_SOURCE_TEXT_H
#define SOURCES_SOURCE_TEXT_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Finds, in the text of a source, files that the compiler opens or asks for but
 * does not put in its list (-MD): names in __has_include, and files of .incbin
 * and .include. The text is read as the compiler's lexer reads it: joined
 * lines, comments, strings, digraphs. A source that may hide such a file counts
 * as one that does: the build cache keeps nothing of it, and its compilation is
 * only slower.
 *
 *	source_text_read(arena, &bytes, kind, &text); // for each file that a compilation read
 *	source_texts_hide(arena, texts, count);       // for all of them together
 *
 * Files must be judged together: the parts of a word that opens files may stand
 * in several headers, and ## puts them together.
 */
enum source_kind { SOURCE_C, SOURCE_CXX, SOURCE_ASSEMBLY };

struct source_text {
	bool hides; /* it opens files that no list names, or may do so */
	bool is_assembly;
	bool pastes; /* it joins words to one (##) */
	bool pragma_value; /* _Pragma has an argument that is no literal */
	bool says_dependency; /* the word "dependency", which in a pragma opens a file */
	bool says_comment; /* the word "comment", by which a pragma names a library */
	bool macro_include; /* #include has a macro in place of a name */
	bool odd; /* older standards of the language read the text in another way */
	struct text_list asked; /* names in __has_include: "extra.h", "../x.h" */
	struct text_list climbing; /* names with ".." in #include "..." */
	struct text_list climbing_angled; /* the same in <...> and #include_next */
	struct text_list pieces; /* words that are parts of an opening word */
};

void source_text_read(struct arena *arena, const struct text *bytes, enum source_kind kind,
    struct source_text *ret_text);

/* Adds the literal names in __has_include. For headers of toolchains and ports,
 * which hide no files. */
void source_text_asked(struct arena *arena, const struct text *bytes, struct text_list *asked);

bool source_texts_hide(struct arena *arena, const struct source_text *const *texts, size_t count);

#endif
