#ifndef SOURCES_ASM_TEMPLATE_H
#define SOURCES_ASM_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether it is certain that the assembler opens no file for this template of
 * an asm statement. Only directives of an allowlist may be in it. The answer is
 * also no when a word of the template is completed later: by the compiler, with
 * operands or alternatives, or by a macro of the assembler.
 */
bool asm_template_is_plain(const char *text, size_t length);

#endif
