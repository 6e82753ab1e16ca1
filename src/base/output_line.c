#include "base/output_line.h"

#include "base/attribute.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define USUAL "\033[0m"
enum { LONGEST_COLOUR = 24, LONGEST_ESCAPE = 4 };

/* The length of "ESC [ digits and semicolons m" at the beginning; 0: it is
 * something else. "ESC [ K", which gcc adds, counts too. */
static size_t
colour_length(const char *bytes, size_t left)
{
	size_t length = 2;

	if (left < 3 || bytes[0] != '\033' || bytes[1] != '[')
		return 0;
	length += strspn(bytes + length, "0123456789;:");
	if (length >= left || length >= LONGEST_COLOUR ||
	    (bytes[length] != 'm' && (bytes[length] != 'K' || length != 2)))
		return 0;
	return length + 1;
}

/* Whether the text stays readable: 5 and 6 let it blink, 8 hides it. */
static bool
is_readable(const char *colour)
{
	static const char *const refused[] = {"5", "6", "8", "05", "06", "08"};
	const char *at = colour + 2;
	size_t i;

	while (*at != 'm') {
		size_t length;

		/* "38;5;n" and "48;5;n" name one of 256 colours */
		if (strncmp(at, "38;5;", 5) == 0 || strncmp(at, "48;5;", 5) == 0)
			at += 5;
		length = strspn(at, "0123456789");
		for (i = 0; i < ARRAY_SIZE(refused); i++)
			if (strlen(refused[i]) == length && strncmp(at, refused[i], length) == 0)
				return false;
		if (at[length] == ':')
			return false;
		at += length + (at[length] == ';');
	}
	return true;
}

/* The part of a line that a terminal shows: a carriage return begins the line
 * anew. */
static size_t
shown_begin(const char *bytes, size_t length)
{
	const char *at;

	while (length > 0 && bytes[length - 1] == '\r')
		length--;
	at = length == 0 ? NULL : memrchr(bytes, '\r', length);
	return at == NULL ? 0 : (size_t)(at + 1 - bytes);
}

size_t
output_line_show(const struct output_line *line, const char *bytes, size_t length)
{
	/* room for the end of the colours and the NUL */
	size_t room = line->size - sizeof(USUAL), out = 0, used = shown_begin(bytes, length);
	bool coloured = false;

	while (used < length) {
		const char *at = bytes + used;
		size_t colour = colour_length(at, length - used),
		       shown = *at == '\t' ? 1 : text_shown_length(at);

		if (out + LONGEST_COLOUR > room)
			break;
		if (colour > 0) {
			if (line->colours && at[colour - 1] == 'm' && is_readable(at)) {
				memcpy(line->to + out, at, colour);
				out += colour;
				coloured = true;
			}
			used += colour;
		} else if (*at == '\r') {
			used++;
		} else if (shown > 0 && shown <= length - used) {
			memcpy(line->to + out, at, shown);
			out += shown;
			used += shown;
		} else {
			snprintf(line->to + out, LONGEST_ESCAPE + 1, "\\x%02x", (unsigned char)*at);
			out += LONGEST_ESCAPE;
			used++;
		}
	}
	memcpy(line->to + out, USUAL, coloured ? strlen(USUAL) : 0);
	line->to[out + (coloured ? strlen(USUAL) : 0)] = '\0';
	return used;
}
