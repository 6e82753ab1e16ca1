#ifndef COMMAND_REPORT_H
#define COMMAND_REPORT_H

#include "pipeline.h"

/*
 * The report at the end of build and pack: the reference on stdout, a summary
 * on stderr, and the files for other programs. The digest file is written last
 * and by rename, so that make can use it as a stamp.
 */
int report_write(struct arena *arena, const struct spec *spec, const struct pipeline_result *result,
    struct error *err) MUST_CHECK;

#endif
