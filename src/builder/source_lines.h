#ifndef BUILDER_SOURCE_LINES_H
#define BUILDER_SOURCE_LINES_H

#include "builder/source_inputs.h"

/*
 * The cache's list of the files that a compilation read or tested: sorted
 * lines, each with one letter, a blank, and a path or name. source_learn.c
 * makes the list, source_inputs.c makes keys from it.
 */
enum {
	OF_PROJECT = 's', /* a file, relative to the bound folder */
	OF_HOST = 'h', /* a file below /usr */
	OF_TOOLCHAIN = 't', /* a file, relative to the toolchain */
	OF_PORTS = 'p', /* a file, relative to the ports */
	ASKED_NAME = 'a', /* a name that __has_include asked for */
	ASKED_PATH = 'x', /* a path, relative to the bound folder, at which a name was searched */
};

/* Whether the line names a file whose content is in the key. */
bool source_line_is_file(const char *line);

void source_lines_sort(struct text_list *lines);

/* Turns a path inside the stage into one of source_files.h: relative to the
 * bound folder, or below /usr. NULL: the path lies elsewhere, or the host has
 * no such file. */
const char *source_place(const struct source_scan *scan, const char *inside);

/* Adds the host paths of the files in the list to the source's inputs. */
void source_lines_list(
    const struct source_scan *scan, struct source *source, const struct text_list *lines);

/* Makes both keys. There is no object key when a file is missing, or when the
 * stage may have another file at its path. */
void source_lines_make_keys(
    struct source_scan *scan, struct source *source, const struct text_list *lines);

#endif
