#ifndef SOURCES_SOURCE_TEXT_H
#define SOURCES_SOURCE_TEXT_H

#include "base/text.h"

#include <stdbool.h>

/*
 * Finds, in the text of a source, files that the compiler opens or tests but
 * does not name in its list of dependencies (-MD): names in __has_include, and
 * files of .incbin and .include. The text is read as the compiler's lexer reads
 * it: joined lines, comments, strings, digraphs. A source that may hide such a
 * file is treated as one that does: the build cache stores no object of it, so
 * it is only compiled again each time.
 *
 *	source_text_read(arena, &bytes, kind, &text); // for each file that a compilation read
 *	source_texts_hide(arena, texts, count);       // for all of them together
 *
 * The files of a compilation must be judged together: the parts of a word that
 * opens files may be in several headers, and ## joins them.
 */
enum source_kind { SOURCE_C, SOURCE_CXX, SOURCE_ASSEMBLY };

struct source_text {
	bool hides; /* it opens, or may open, files that are not in the list */
	bool is_assembly;
	bool pastes; /* it joins two words to one (##) */
	bool pragma_value; /* _Pragma has an argument that is not a literal */
	bool has_dependency; /* it has the word "dependency", which opens a file in a pragma */
	bool has_comment; /* it has the word "comment", with which a pragma names a library */
	bool macro_include; /* #include has a macro in place of a name */
	bool odd; /* older standards of the language read this text in another way */
	struct text_list asked; /* names in __has_include: "extra.h", "../x.h" */
	struct text_list climbing; /* names with ".." in #include "..." */
	struct text_list climbing_angled; /* the same in <...> and #include_next */
	struct text_list pieces; /* parts of opening words (source_openers.h) */
};

void source_text_read(struct arena *arena, const struct text *bytes, enum source_kind kind,
    struct source_text *ret_text);

/* Adds the literal names in __has_include. Only for headers of toolchains and
 * ports, which hide no files. */
void source_text_find_asked(struct arena *arena, const struct text *bytes, struct text_list *asked);

bool source_texts_hide(struct arena *arena, const struct source_text *const *texts, size_t count);

#endif
