#ifndef REGISTRY_PASSWORD_INPUT_H
#define REGISTRY_PASSWORD_INPUT_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * Reads a password of the user from stdin; mote never takes one as an argument.
 * On a terminal a prompt is printed on stderr, and the password is not shown.
 * Otherwise the password is all of stdin without the last newline.
 */
enum { PASSWORD_LIMIT = 64 << 10 };

bool password_input_is_terminal(void);

/* Prints "PROMPT: " on stderr, and reads a line from the terminal on stdin. */
int password_input_ask(
    struct arena *arena, const char *prompt, const char **ret_answer, struct error *err) MUST_CHECK;

/* The password is malloc'ed: free it by secret_clear. */
int password_input_read(char **ret_password, struct error *err) MUST_CHECK;

#endif
