#ifndef COMMAND_FILE_LINE_H
#define COMMAND_FILE_LINE_H

#include "base/json.h"
#include "image/image_files.h"

/*
 * One file of an image as `inspect` and `diff` show it: for people a line as of
 * ls -l or tar -tv, for programs a JSON object. Its keys are stable;
 * mote-inspect(1) lists them.
 */

/* "-rwxr-xr-x"; 'h' is a hard link. */
enum { FILE_MODE_SIZE = 11 };
void file_line_mode(const struct image_file *file, char mode[FILE_MODE_SIZE]);

/* "-rwxr-xr-x         0:0       5 /a -> b", without a newline; control
 * characters are escaped. */
void file_line_print(const struct image_file *file, struct text *out);

/* A reference that the caller owns. JSON cannot have a name that is not UTF-8:
 * such a name is left out. */
json_t *file_line_json(const struct image_file *file);

#endif
