#include "toolchain/port_recipes.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/template.h"
#include "base/whole_folder.h"
#include "toolchain/recipes.h"
#include "toolchain/toolchain.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

/* The largest recipe has some kilobytes. */
enum { FILE_LIMIT = 256 << 10 };

struct unpacking {
	struct arena *arena;
	const struct template *packed;
};

static void
scope_archive(struct archive **archive)
{
	if (*archive != NULL)
		archive_read_free(*archive);
}

/* Writes one file of the archive into the folder. */
static int
put_file(struct arena *arena, struct archive *archive, struct archive_entry *entry,
    const char *folder, struct error *err)
{
	const char *path = path_join(arena, folder, archive_entry_pathname(entry));
	mode_t mode = (archive_entry_perm(entry) & S_IXUSR) != 0 ? 0755 : 0644;
	char *bytes = arena_array(arena, FILE_LIMIT, 1);
	la_ssize_t size = archive_read_data(archive, bytes, FILE_LIMIT);

	if (size < 0 || size == FILE_LIMIT)
		return error_set(err, ERROR_FAILED, "cannot unpack \"%s\"", path);
	return file_make_folders(path_folder(arena, path), err) != 0
	    ? -1
	    : file_write(path, bytes, (size_t)size, mode, err);
}

static int
unpack(void *context, const char *folder, struct error *err)
{
	const struct unpacking *unpacking = context;
	SCOPED(archive) struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int status;

	if (archive == NULL)
		return error_set(err, ERROR_FAILED, "there is no memory for the recipes of ports");
	archive_read_support_filter_xz(archive);
	archive_read_support_format_tar(archive);
	if (archive_read_open_memory(archive, unpacking->packed->bytes, unpacking->packed->size) !=
	    ARCHIVE_OK)
		return error_set(err, ERROR_FAILED, "cannot unpack the recipes of ports: %s",
		    archive_error_string(archive));
	while ((status = archive_read_next_header(archive, &entry)) == ARCHIVE_OK)
		if (put_file(unpacking->arena, archive, entry, folder, err) != 0)
			return -1;
	return status == ARCHIVE_EOF
	    ? 0
	    : error_set(err, ERROR_FAILED, "cannot unpack the recipes of ports: %s",
		  archive_error_string(archive));
}

int
port_recipes_find(struct arena *arena, const char **ret_folder, struct error *err)
{
	struct unpacking unpacking = {arena, template_find("toolchain/port-recipes.tar.xz")};
	struct whole_folder wanted = {.fill = unpack, .context = &unpacking};
	struct digest digest;
	struct error ignored;
	const char *home;
	bool made;

	if (recipes_find(arena, ret_folder, &ignored) == 0)
		return 0;
	if (toolchain_home(arena, &home, err) != 0 ||
	    digest_of_bytes(unpacking.packed->bytes, unpacking.packed->size, &digest, err) != 0)
		return -1;
	wanted.path = arena_printf(arena, "%s/recipes/%s", home, digest.text + strlen("sha256:"));
	if (whole_folder_provide(arena, &wanted, &made, err) != 0)
		return error_wrap(err, "the recipes of ports");
	*ret_folder = wanted.path;
	return 0;
}
