#include "sources/source_text.h"

#include "base/path.h"
#include "sources/source_openers.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static void
read_word(struct lexer *lexer)
{
	static const char *const raw[] = {"R", "LR", "uR", "UR", "u8R", NULL};
	const char *word = lexer->at;
	bool only_named = lexer->only_named;
	size_t length;

	while (lexer->at < lexer->end && lexer_is_word_byte(*lexer->at))
		lexer->at++;
	length = (size_t)(lexer->at - word);
	lexer->only_named = lexer->in_condition && lexer_is_word(word, length, "defined");
	source_opener_note(lexer, word, length);
	lexer->found->has_dependency |= lexer_is_word(word, length, "dependency");
	lexer->found->has_comment |= lexer_is_word(word, length, "comment");
	if (lexer_byte(lexer, 0) == '"' && lexer_is_word_of(word, length, raw))
		lexer_read_raw_string(lexer);
	else if (!only_named)
		source_opener_read(lexer, word, length);
}

/* Called behind the "#" that begins a line. */
static void
read_directive(struct lexer *lexer)
{
	static const char *const naming[] = {"ifdef", "ifndef", "elifdef", "elifndef", "define",
	    "undef", NULL},
				 *const conditions[] = {"if", "elif", NULL},
				 *const includes[] = {
				     "include", "import", "__include_macros", NULL};
	const char *word, *end;
	size_t length;

	lexer_skip_blanks(lexer, false);
	word = lexer->at;
	while (lexer->at < lexer->end && lexer_is_word_byte(*lexer->at))
		lexer->at++;
	length = (size_t)(lexer->at - word);
	lexer->only_named = lexer_is_word_of(word, length, naming);
	lexer->in_condition = lexer_is_word_of(word, length, conditions);
	if (lexer_is_word_of(word, length, includes)) {
		source_opener_include(lexer, false);
	} else if (lexer_is_word(word, length, "include_next")) {
		source_opener_include(lexer, true);
	} else if (lexer_is_word(word, length, "embed")) {
		lexer->found->hides = true;
	} else if (lexer_is_word(word, length, "pragma")) {
		for (end = lexer->at; end < lexer->end && !lexer_is_line_end(*end); end++)
			;
		lexer->found->hides |=
		    lexer_contains(lexer->at, (size_t)(end - lexer->at), "dependency");
	}
}

/* Reads "#" or its other spelling "%:", of `size` bytes; twice in a row it
 * joins words. */
static void
read_hash(struct lexer *lexer, size_t size)
{
	bool directive = lexer->line_start;

	lexer->line_start = false;
	if (strncmp(lexer->at + size, lexer->at,
		(size_t)(lexer->end - lexer->at) < 2 * size ? 0 : size) == 0 &&
	    (size_t)(lexer->end - lexer->at) >= 2 * size) {
		lexer->found->pastes = true;
		lexer->at += 2 * size;
		return;
	}
	lexer->at += size;
	if (directive)
		read_directive(lexer);
}

static size_t
hash_size(const struct lexer *lexer)
{
	if (*lexer->at == '#')
		return 1;
	return *lexer->at == '%' && lexer_byte(lexer, 1) == ':' ? 2 : 0;
}

static void
read_token(struct lexer *lexer)
{
	char byte = *lexer->at;

	if (hash_size(lexer) > 0) {
		read_hash(lexer, hash_size(lexer));
		return;
	}
	lexer->line_start = false;
	if (byte == '"' || byte == '\'')
		lexer_read_quoted(lexer);
	else if (isdigit((unsigned char)byte))
		lexer_read_number(lexer);
	else if (lexer_is_word_start(byte))
		read_word(lexer);
	else {
		/* no token begins with a backslash: it spells a word by
		 * character codes (\u0061), which is not read here */
		lexer->found->hides |= byte == '\\';
		lexer->at++;
	}
}

static void
end_line(struct lexer *lexer)
{
	lexer->line_start = true;
	lexer->in_condition = lexer->only_named = false;
	lexer->at++;
}

static void
read_language(struct lexer *lexer)
{
	while (lexer->at < lexer->end) {
		if (lexer_is_line_end(*lexer->at)) {
			end_line(lexer);
		} else if (lexer_is_blank(*lexer->at)) {
			lexer->at++;
		} else if (!lexer_skip_comment(lexer)) {
			read_token(lexer);
		}
	}
}

/* A macro's argument that stands alone joins no words; `\name` beside other
 * bytes of a word does. */
static void
read_macro_argument(struct lexer *lexer, const char *start)
{
	char before = lexer->at == start ? ' ' : lexer->at[-1];

	lexer->at++;
	while (lexer->at < lexer->end && lexer_is_word_byte(*lexer->at))
		lexer->at++;
	if (lexer_is_word_byte(before) || before == '.' || lexer_byte(lexer, 0) == '\\' ||
	    lexer_byte(lexer, 0) == '(')
		lexer->found->pastes = true;
}

/* In the assembler's own language every word counts: which bytes are comments
 * or strings depends on the processor. */
static void
read_assembly(struct lexer *lexer)
{
	const char *start = lexer->at;

	while (lexer->at < lexer->end) {
		const char *word = lexer->at;

		if (lexer_is_line_end(*word)) {
			end_line(lexer);
		} else if (lexer_is_blank(*word)) {
			lexer->at++;
		} else if (*word == '\\') {
			read_macro_argument(lexer, start);
		} else if (hash_size(lexer) > 0) {
			read_hash(lexer, hash_size(lexer));
		} else if (lexer_is_word_start(*word)) {
			lexer->line_start = false;
			read_word(lexer);
			lexer->found->hides |=
			    strncasecmp(word, "include", 7) == 0 && lexer->at - word == 7;
		} else {
			lexer->line_start = false;
			lexer->at++;
		}
	}
}

/* Finds these words inside other words too, in upper and lower case. The last
 * two make words from letters: .irpc takes a word apart, and .altmacro has
 * characters that vanish. */
static bool
has_assembler_opener(struct lexer *lexer)
{
	char *lower = arena_copy(lexer->pages, lexer->at, (size_t)(lexer->end - lexer->at));
	size_t i, length = (size_t)(lexer->end - lexer->at);

	for (i = 0; i < length; i++)
		lower[i] = (char)tolower((unsigned char)lower[i]);
	return lexer_contains(lower, length, "incbin") || lexer_contains(lower, length, ".irpc") ||
	    lexer_contains(lower, length, ".altmacro");
}

void
source_text_read(struct arena *arena, const struct text *bytes, enum source_kind kind,
    struct source_text *ret_text)
{
	struct arena pages = {0};
	struct lexer lexer = {
	    .arena = arena, .pages = &pages, .kind = kind, .found = ret_text, .line_start = true};

	*ret_text = (struct source_text){.is_assembly = kind == SOURCE_ASSEMBLY};
	lexer_open(&lexer, bytes);
	ret_text->hides = lexer_has_trigraph(&lexer);
	if (kind == SOURCE_ASSEMBLY) {
		ret_text->hides |= has_assembler_opener(&lexer);
		read_assembly(&lexer);
	} else {
		read_language(&lexer);
	}
	arena_release(&pages);
}

void
source_text_find_asked(struct arena *arena, const struct text *bytes, struct text_list *asked)
{
	static const char question[] = "__has_include";
	struct source_text found = {0};
	struct lexer lexer = {.arena = arena,
	    .found = &found,
	    .at = bytes->bytes,
	    .end = bytes->bytes + bytes->length};
	size_t i;

	while ((lexer.at = memmem(lexer.at, (size_t)(lexer.end - lexer.at), question,
		    strlen(question))) != NULL) {
		lexer.at += strlen(question);
		while (lexer_is_word_byte(lexer_byte(&lexer, 0)))
			lexer.at++;
		source_opener_read_asked(&lexer);
	}
	for (i = 0; i < found.asked.count; i++)
		if (!path_climbs(found.asked.items[i]))
			text_list_add(asked, arena, found.asked.items[i]);
}

bool
source_texts_hide(struct arena *arena, const struct source_text *const *texts, size_t count)
{
	bool pastes = false, pragma_value = false, has_dependency = false;
	size_t i;

	for (i = 0; i < count; i++) {
		if (texts[i]->hides)
			return true;
		pastes |= texts[i]->pastes;
		pragma_value |= texts[i]->pragma_value;
		has_dependency |= texts[i]->has_dependency;
	}
	return (pragma_value && has_dependency) ||
	    (pastes && source_openers_can_be_made(arena, texts, count));
}
