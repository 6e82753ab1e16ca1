#include "builder/earlier_archive.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"

#include <fcntl.h>
#include <string.h>

enum { TAR_NAME = 100 };

/* Whether the path is an archive of an image; `*ret_status` is then its
 * status. */
static bool
is_image_archive(const char *path, struct stat *ret_status)
{
	/* the name of the archive's first entry, with the NUL that ends it */
	static const char first[] = "blobs/";
	SCOPED(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	char name[TAR_NAME];
	struct error ignored;

	return fd >= 0 && fstat(fd, ret_status) == 0 && S_ISREG(ret_status->st_mode) &&
	    file_read_full(fd, name, sizeof(name), path, &ignored) == (ssize_t)sizeof(name) &&
	    memcmp(name, first, sizeof(first)) == 0;
}

void
earlier_archive_leave_out(
    struct arena *arena, const struct spec *spec, struct folder_filter *filter)
{
	struct stat *own = arena_array(arena, filter->output_count + 1, sizeof(*own));
	const char *path = arena_printf(arena, "%s.tar", path_base(spec->name));

	if (!is_image_archive(path, &own[filter->output_count]))
		return;
	if (filter->output_count > 0)
		memcpy(own, filter->outputs, filter->output_count * sizeof(*own));
	filter->outputs = own;
	filter->output_count++;
}
