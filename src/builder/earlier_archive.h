#ifndef BUILDER_EARLIER_ARCHIVE_H
#define BUILDER_EARLIER_ARCHIVE_H

#include "cache/folder_filter.h"
#include "spec/spec.h"

/*
 * Leaves "NAME.tar" out of the sources. A build without outputs writes this
 * file to the folder where mote is called, which may be the source folder. A
 * later run that has other outputs would read the file as a source. Only a file
 * that is an archive of an image is left out.
 */
void earlier_archive_leave_out(
    struct arena *arena, const struct spec *spec, struct folder_filter *filter);

#endif
