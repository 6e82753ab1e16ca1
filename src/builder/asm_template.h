#ifndef BUILDER_ASM_TEMPLATE_H
#define BUILDER_ASM_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether the assembler, given this template of an asm statement, opens no file. Directives are an allowlist; a word
 * that the compiler, with operands or alternatives, or a macro of the assembler would complete is not allowed.
 */
bool asm_template_is_plain(const char *text, size_t length);

#endif
