#ifndef BASE_OUTPUT_LINE_H
#define BASE_OUTPUT_LINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A line that a foreign program printed, made harmless for a terminal or a log:
 * what text.h says of foreign text, but tabs stay, and of "10 %\r20 %\r" the
 * last part is shown, as a terminal does. Colours (ESC [ 1 ; 31 m) are dropped,
 * or kept and ended at the end of the line; of these, none that hides the text
 * or lets it blink.
 *
 *	struct output_line line = {.to = buffer, .size = sizeof(buffer), .colours = true};
 *	size = output_line_show(&line, text, count);
 */
struct output_line {
	char *to; /* ends with NUL */
	size_t size; /* at least 32 */
	bool colours;
};

/* `bytes` has a NUL behind `length`, and no line break. Returns how many of the
 * bytes were used: fewer than `length` when the rest did not fit. */
size_t output_line_show(const struct output_line *line, const char *bytes, size_t length);

#endif
