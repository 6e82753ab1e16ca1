#include "sources/source_openers.h"

#include "base/path.h"
#include "sources/asm_template.h"

#include <string.h>
#include <strings.h>

/* Words that can open a file which the compiler's list does not name, and which
 * ## could put together from parts. */
static const char *const openers[] = {"asm", "__asm", "__asm__", "__has_include",
    "__has_include_next", "__has_embed", "_Pragma",
    /* these for the assembler only, which reads them in upper and lower case */
    "incbin", "include", "irpc"};

enum { ASSEMBLER_OPENERS = 3, LONGEST_OPENER = 18 };

static bool
is_of_assembler(size_t opener)
{
	return opener >= ARRAY_SIZE(openers) - ASSEMBLER_OPENERS;
}

void
source_opener_include(struct lexer *lexer, bool next)
{
	bool angled;
	const char *name;

	lexer_skip_blanks(lexer, false);
	angled = lexer_byte(lexer, 0) == '<';
	name = lexer_read_name(lexer);
	if (name == NULL)
		lexer->found->macro_include = true;
	else if (path_climbs(name))
		text_list_add(
		    angled || next ? &lexer->found->climbing_angled : &lexer->found->climbing,
		    lexer->arena, name);
}

void
source_opener_read_asked(struct lexer *lexer)
{
	const char *name = NULL;

	lexer_skip_blanks(lexer, false);
	if (lexer_byte(lexer, 0) == '(') {
		lexer->at++;
		lexer_skip_blanks(lexer, false);
		name = lexer_read_name(lexer);
	}
	if (name == NULL || name[0] == '/')
		lexer->found->hides = true;
	else
		text_list_add(&lexer->found->asked, lexer->arena, name);
}

static void
read_pragma_operator(struct lexer *lexer)
{
	lexer_skip_blanks(lexer, true);
	if (lexer_byte(lexer, 0) == '(')
		lexer->at++;
	lexer_skip_blanks(lexer, true);
	if (lexer_byte(lexer, 0) == '"') {
		const char *start = lexer->at;

		lexer_read_quoted(lexer);
		lexer->found->hides |=
		    lexer_contains(start, (size_t)(lexer->at - start), "dependency");
	} else {
		lexer->found->pragma_value = true;
	}
}

/* Adds one string literal of a template, without its quotes. false: it has an
 * escape that is not read here. */
static bool
add_literal(struct lexer *lexer, struct text *template)
{
	for (lexer->at++; lexer->at < lexer->end && *lexer->at != '"'; lexer->at++) {
		char byte = *lexer->at;

		if (lexer_is_line_end(byte))
			return false;
		if (byte == '\\') {
			byte = lexer_byte(lexer, 1);
			lexer->at++;
			if (byte == '\0' || strchr("nt\\\"'", byte) == NULL)
				return false;
			byte = byte == 'n' ? '\n' : byte == 't' ? '\t' : byte;
		}
		text_append(template, &byte, 1);
	}
	if (lexer->at == lexer->end)
		return false;
	lexer->at++;
	return true;
}

static bool
skip_qualifiers(struct lexer *lexer)
{
	static const char *const words[] = {"volatile", "__volatile__", "__volatile", "inline",
	    "__inline__", "__inline", "goto", NULL};
	size_t length;

	for (;;) {
		lexer_skip_blanks(lexer, true);
		for (length = 0; lexer_is_word_byte(lexer_byte(lexer, length)); length++)
			;
		if (length == 0)
			return lexer_byte(lexer, 0) == '(';
		if (!lexer_is_word_of(lexer->at, length, words))
			return false;
		lexer->at += length;
	}
}

/* Whether the template behind "asm" is made of literals and opens no file. */
static bool
read_asm(struct lexer *lexer)
{
	struct text template;

	if (!skip_qualifiers(lexer))
		return false;
	lexer->at++;
	text_init(&template, lexer->pages);
	for (lexer_skip_blanks(lexer, true); lexer_byte(lexer, 0) == '"';
	    lexer_skip_blanks(lexer, true))
		if (!add_literal(lexer, &template))
			return false;
	return (lexer_byte(lexer, 0) == ':' || lexer_byte(lexer, 0) == ')') &&
	    asm_template_is_plain(text_string(&template), template.length);
}

void
source_opener_note(struct lexer *lexer, const char *word, size_t length)
{
	const char *piece;
	size_t i;

	if (length >= LONGEST_OPENER || strspn(word, "_abcdehilmnprstuxgPBCDEILNRU") < length)
		return;
	piece = arena_copy(lexer->pages, word, length);
	for (i = 0; i < ARRAY_SIZE(openers); i++)
		if (length < strlen(openers[i]) &&
		    (is_of_assembler(i) ? strcasestr : strstr)(openers[i], piece) != NULL)
			break;
	if (i == ARRAY_SIZE(openers))
		return;
	piece = arena_copy(lexer->arena, word, length);
	if (!text_list_has(&lexer->found->pieces, piece))
		text_list_add(&lexer->found->pieces, lexer->arena, piece);
}

/* Looks at what stands behind a word that may open a file. */
void
source_opener_read(struct lexer *lexer, const char *word, size_t length)
{
	static const char *const asked[] = {"__has_include", "__has_include_next",
	    "__has_include__", "__has_include_next__", NULL},
				 *const statement[] = {"asm", "__asm", "__asm__", NULL};

	if (lexer_is_word_of(word, length, asked))
		source_opener_read_asked(lexer);
	else if (lexer_is_word(word, length, "__has_embed"))
		lexer->found->hides = true;
	else if (lexer_is_word(word, length, "_Pragma"))
		read_pragma_operator(lexer);
	else if (lexer->kind != SOURCE_ASSEMBLY && lexer_is_word_of(word, length, statement))
		lexer->found->hides |= !read_asm(lexer);
}

/* Whether two or more of the pieces, one after another, make the opener. */
static bool
can_be_put_together(size_t opener, const struct text_list *pieces)
{
	int (*compare)(const char *, const char *, size_t) =
	    is_of_assembler(opener) ? strncasecmp : strncmp;
	const char *word = openers[opener];
	bool reached[LONGEST_OPENER + 1] = {true};
	size_t length = strlen(word), at, i;

	for (at = 0; at < length; at++)
		for (i = 0; i < pieces->count && reached[at]; i++) {
			size_t size = strlen(pieces->items[i]);

			if (size < length && compare(word + at, pieces->items[i], size) == 0)
				reached[at + size] = true;
		}
	return reached[length];
}

bool
source_openers_can_be_made(
    struct arena *arena, const struct source_text *const *texts, size_t count)
{
	struct text_list pieces = {0};
	bool is_assembly = false;
	size_t i, k;

	for (i = 0; i < count; i++)
		for (k = 0; k < texts[i]->pieces.count; k++)
			if (!text_list_has(&pieces, texts[i]->pieces.items[k]))
				text_list_add(&pieces, arena, texts[i]->pieces.items[k]);
	for (i = 0; i < count; i++)
		is_assembly |= texts[i]->is_assembly;
	for (i = 0; i < ARRAY_SIZE(openers) - (is_assembly ? 0 : ASSEMBLER_OPENERS); i++)
		if (can_be_put_together(i, &pieces))
			return true;
	return false;
}
