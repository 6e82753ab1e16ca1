#ifndef BUILDER_SOURCE_LINES_H
#define BUILDER_SOURCE_LINES_H

#include "builder/source_inputs.h"

/*
 * The list of what a compilation read and asked for, as the cache keeps it: sorted lines, each of one letter, a blank,
 * and a path or name. source_learn.c makes it, source_inputs.c makes keys of it.
 */
enum {
	OF_PROJECT = 's', /* a file, relative to the bound folder */
	OF_HOST = 'h', /* a file below /usr */
	OF_TOOLCHAIN = 't', /* a file, relative to the toolchain */
	OF_PORTS = 'p', /* likewise to the ports */
	ASKED_NAME = 'a', /* a name that __has_include asked for */
	ASKED_PATH = 'x', /* a path, relative to the bound folder, where a name was looked for */
};

/* Whether its content is in the key. */
bool source_line_is_file(const char *line);

void source_lines_sort(struct text_list *lines);

/* The path of a file inside, as source_files.h names it: relative to what is bound, or below /usr. NULL: it is another one, or
 * none of the host. */
const char *source_place(const struct source_scan *scan, const char *inside);

/* The files of the list, as inputs on the host. */
void source_lines_list(
    const struct source_scan *scan, struct source *source, const struct text_list *lines);

/* No object key where a file is not there, or may be another one in the stage. */
void source_lines_make_keys(
    struct source_scan *scan, struct source *source, const struct text_list *lines);

#endif
