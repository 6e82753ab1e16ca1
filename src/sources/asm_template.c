#include "sources/asm_template.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Directives that neither open a file nor define or repeat text. */
static const char *const directives[] = {"2byte", "4byte", "8byte", "align", "arch",
    "arch_extension", "arm", "ascii", "asciz", "att_syntax", "attribute", "balign", "bss", "byte",
    "cfi_adjust_cfa_offset", "cfi_def_cfa", "cfi_def_cfa_offset", "cfi_def_cfa_register",
    "cfi_endproc", "cfi_escape", "cfi_offset", "cfi_personality", "cfi_rel_offset",
    "cfi_remember_state", "cfi_restore", "cfi_restore_state", "cfi_return_column", "cfi_same_value",
    "cfi_sections", "cfi_startproc", "cfi_undefined", "code", "code16", "code32", "code64", "comm",
    "cpu", "data", "double", "dword", "else", "endif", "equ", "equiv", "even", "file", "fill",
    "float", "fnend", "fnstart", "fpu", "global", "globl", "hidden", "hword", "ident", "if",
    "ifdef", "ifndef", "inst", "int", "internal", "intel_syntax", "lcomm", "loc", "local", "long",
    "ltorg", "machine", "nops", "object_arch", "octa", "option", "org", "p2align", "pad", "pool",
    "popsection", "previous", "protected", "pushsection", "quad", "reloc", "rodata", "save",
    "section", "set", "setfp", "short", "single", "size", "skip", "sleb128", "space", "string",
    "subsection", "symver", "syntax", "text", "thumb", "thumb_func", "type", "uleb128", "unreq",
    "value", "weak", "weakref", "word", "xword", "zero"};

static bool
is_word_byte(char byte)
{
	return isalnum((unsigned char)byte) || byte == '_' || byte == '.' || byte == '$';
}

static bool
is_one_of(const char *word, size_t length, const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (strlen(words[i]) == length && strncasecmp(word, words[i], length) == 0)
			return true;
	return false;
}

/* Whether a statement may begin at `at`. Behind a word, or behind a byte such
 * as ",", "." is a part of an operand. */
static bool
may_begin_statement(const char *text, size_t at)
{
	static const char operand[] = ",()[]+-=*#$%<>";

	if (at > 0 && is_word_byte(text[at - 1]))
		return false;
	while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
		at--;
	return at == 0 || (!is_word_byte(text[at - 1]) && strchr(operand, text[at - 1]) == NULL);
}

/* Checks the word behind a dot that begins a statement. `next` is the byte
 * behind the word, '\0' at the end. */
static bool
is_plain_directive(const char *word, size_t length, char next)
{
	/* a local label is no directive, with any number behind it:
	 * ".Lagain%=" */
	if (length > 0 && (word[0] == 'L' || word[0] == 'l') &&
	    !is_one_of(word, length, (const char *[]){"linker_option"}, 1))
		return true;
	if (next != '\0' && strchr("%{|}\\\"@&", next) != NULL)
		return false;
	/* a dot alone is the present address: ". - symbol" */
	return length == 0 || is_one_of(word, length, directives, ARRAY_SIZE(directives));
}

/* Checks the word behind a dot inside a statement, as in "v0.4s" or in a
 * section's name. */
static bool
is_plain_suffix(const char *word, size_t length, char next)
{
	static const char *const refused[] = {
	    "incbin", "include", "macro", "rept", "rep", "irp", "irpc", "altmacro"};

	return !is_one_of(word, length, refused, ARRAY_SIZE(refused)) &&
	    (next == '\0' || strchr("{|}\\\"&", next) == NULL);
}

bool
asm_template_is_plain(const char *text, size_t length)
{
	size_t i, k;

	for (i = 0; i < length; i++) {
		bool begins = may_begin_statement(text, i);
		char next;

		if (text[i] != '.')
			continue;
		for (k = i + 1; k < length && is_word_byte(text[k]) && text[k] != '.'; k++)
			;
		next = k < length ? text[k] : '\0';
		if (!(begins ? is_plain_directive : is_plain_suffix)(text + i + 1, k - i - 1, next))
			return false;
	}
	return true;
}
