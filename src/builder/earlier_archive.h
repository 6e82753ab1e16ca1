#ifndef BUILDER_EARLIER_ARCHIVE_H
#define BUILDER_EARLIER_ARCHIVE_H

#include "builder/source_copy.h"
#include "spec/spec.h"

/*
 * "NAME.tar", which a build without outputs writes where it is called: of an earlier run it lies in the source folder when
 * the next one has other outputs. It is no source then either, as long as it is an image's archive; the filter leaves it out.
 */
void earlier_archive_leave_out(
    struct arena *arena, const struct spec *spec, struct source_filter *filter);

#endif
