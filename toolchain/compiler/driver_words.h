#ifndef DRIVER_WORDS_H
#define DRIVER_WORDS_H

#include <stdbool.h>

/*
 * The words of a command, and texts to make them of. Nothing is ever freed: a
 * driver ends soon, or becomes clang. Without memory the program ends with
 * status 1.
 */
#ifdef __cplusplus
extern "C" {
#endif

/* The last item, behind `count`, is NULL. */
struct words {
	char **items;
	int count, room;
};

void words_add(struct words *words, const char *word);
void words_add_all(struct words *words, char *const *more);
/* Adds what spaces divide; none of NULL. */
void words_add_split(struct words *words, const char *text);

char *text_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool text_starts(const char *text, const char *start);
bool text_ends(const char *text, const char *end);
/* The list ends with NULL. */
bool text_is_one_of(const char *text, const char *const *list);

/* The folder of a path; "." if it has none. */
char *text_folder(const char *path);

/* Its argument, what an allocation gave; ends the program if that is NULL. */
void *enough(void *memory);

#ifdef __cplusplus
}
#endif

#endif
