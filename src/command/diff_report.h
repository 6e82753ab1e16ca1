#ifndef COMMAND_DIFF_REPORT_H
#define COMMAND_DIFF_REPORT_H

#include "base/json.h"
#include "image/image_diff.h"

/* The report of `mote diff`: lines for people, or JSON for programs.
 * mote-diff(1) lists the keys. */
struct diff_report {
	const char *left, *right; /* as the user named them */
	struct digest left_digest, right_digest;
	const struct image_diff *diff;
};

/* Prints nothing when both images are the same. */
void diff_report_print(const struct diff_report *report, struct text *out);
/* A reference that the caller owns. */
json_t *diff_report_json(const struct diff_report *report);

#endif
