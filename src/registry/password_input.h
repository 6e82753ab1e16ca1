#ifndef REGISTRY_PASSWORD_INPUT_H
#define REGISTRY_PASSWORD_INPUT_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * A password from whoever started mote: on stdin, never in an argument. At a
 * terminal it is asked for on stderr and not shown; elsewhere it is all of
 * stdin, less a newline at the end.
 */
enum { PASSWORD_LIMIT = 64 << 10 };

bool password_input_is_terminal(void);

/* A line from the terminal on stdin, after "PROMPT: " on stderr. */
int password_input_ask(
    struct arena *arena, const char *prompt, const char **ret_answer, struct error *err) MUST_CHECK;

/* Malloc'ed, for secret_clear. */
int password_input_read(char **ret_password, struct error *err) MUST_CHECK;

#endif
