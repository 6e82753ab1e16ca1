#ifndef COMMAND_INSPECT_REPORT_H
#define COMMAND_INSPECT_REPORT_H

#include "base/json.h"
#include "image/image_files.h"

/*
 * The report of `mote inspect`: a table for people, JSON for programs. The keys
 * of the JSON are stable; mote-inspect(1) lists them.
 */
struct inspect_row {
	const struct image_manifest *manifest;
	struct image_files files;
};

struct inspect_report {
	const char *reference; /* as the user named it */
	const struct image *image;
	const struct inspect_row *rows;
	size_t count;
	bool files_only; /* show only the names and the files, in JSON too */
	bool no_files; /* the files and the unpacked sizes of the layers are not known */
};

void inspect_report_print(const struct inspect_report *report, struct text *out);
/* Prints only the files, a line each; with several platforms, the files of each
 * below its name. */
void inspect_report_print_files(
    struct arena *arena, const struct inspect_report *report, struct text *out);
/* A reference that the caller owns. */
json_t *inspect_report_json(struct arena *arena, const struct inspect_report *report);

#endif
