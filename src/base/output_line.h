#ifndef BASE_OUTPUT_LINE_H
#define BASE_OUTPUT_LINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A line that a foreign program printed, made harmless for a terminal or a log.
 * The rules of text.h for foreign text apply, with three differences: tabs
 * stay; of "10 %\r20 %\r" only the last part is shown, as on a terminal; and
 * colours (ESC [ 1 ; 31 m) are removed, or kept and ended at the end of the
 * line. Codes that hide the text or let it blink are always removed.
 *
 *	struct output_line line = {.to = buffer, .size = sizeof(buffer), .colours = true};
 *	size = output_line_show(&line, text, count);
 */
struct output_line {
	char *to; /* ends with NUL */
	size_t size; /* at least 32 */
	bool colours;
};

/* `bytes[length]` is NUL, and there is no line break. Returns how many bytes
 * were used: fewer than `length` when the rest did not fit. */
size_t output_line_show(const struct output_line *line, const char *bytes, size_t length);

#endif
