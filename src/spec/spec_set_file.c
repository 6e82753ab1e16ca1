#include "base/path.h"
#include "spec/spec_set.h"
#include "spec/spec_value.h"

#include <string.h>
#include <unistd.h>

int
spec_set_mode(void *file, struct arena *arena UNUSED, const char *text, struct error *err)
{
	return value_mode(text, &((struct spec_file *)file)->mode, err);
}

int
spec_set_owner(void *file, struct arena *arena UNUSED, const char *text, struct error *err)
{
	struct spec_file *row = file;

	return value_owner(text, &row->owner, &row->group, err);
}

int
spec_add_file(
    struct arena *arena, struct spec *spec, const struct spec_file *file, struct error *err)
{
	struct spec_file row = *file;
	struct spec_files *files = &spec->files;

	if (row.to == NULL)
		return error_set(
		    err, ERROR_USAGE, "a file without \"to\"; say where in the image it goes");
	if (row.from != NULL && row.link != NULL)
		return error_set(
		    err, ERROR_USAGE, "the file \"%s\" has both \"from\" and \"link\"", row.to);
	if (row.from == NULL && row.link == NULL && !text_ends_with(row.to, "/"))
		return error_set(err, ERROR_USAGE,
		    "the file \"%s\" needs \"from\" or \"link\"; end it with \"/\" for an empty folder",
		    row.to);
	if ((row.from != NULL && value_nonempty("from", row.from, err) != 0) ||
	    (row.link != NULL && value_nonempty("link", row.link, err) != 0))
		return -1;
	if (value_absolute(arena, row.to, (struct value_path){"to", true}, &row.to, err) != 0)
		return -1;
	if (row.from == NULL && row.exclude.count > 0)
		return error_set(
		    err, ERROR_USAGE, "the file \"%s\" has \"exclude\" without \"from\"", row.to);
	if (row.link != NULL && (text_ends_with(row.to, "/") || row.mode >= 0))
		return error_set(err, ERROR_USAGE,
		    "the link \"%s\" has a mode, or a name that ends with \"/\"", row.to);
	files->items =
	    arena_grow(arena, files->items, files->count, &files->capacity, sizeof(*files->items));
	files->items[files->count++] = row;
	return 0;
}

/* "FROM:TO" or "FROM:TO:MODE". TO begins with "/", so the last ":/" parts them
 * and FROM may hold colons. */
int
spec_set_file(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct spec_file file = {.mode = -1, .place = "--file"};
	const char *colon = NULL, *at = text;
	char folder[4096];
	size_t length;

	while ((at = strstr(at, ":/")) != NULL)
		colon = at++;
	if (colon == NULL || colon == text)
		return error_set(err, ERROR_USAGE,
		    "--file \"%s\" is not FROM:TO[:MODE], where TO begins with \"/\"", text);
	file.from = arena_copy(arena, text, (size_t)(colon - text));
	length = strcspn(colon + 1, ":");
	file.to = arena_copy(arena, colon + 1, length);
	if (colon[1 + length] == ':' && value_mode(colon + 2 + length, &file.mode, err) != 0)
		return error_wrap(err, "--file");
	/* the file's own paths are relative to the build's folder, a flag's to
	 * the caller's */
	if (file.from[0] != '/') {
		if (getcwd(folder, sizeof(folder)) == NULL)
			return error_errno(err, "cannot tell the current folder");
		file.from = path_join(arena, folder, file.from);
	}
	return spec_add_file(arena, spec, &file, err) == 0 ? 0 : error_wrap(err, "--file");
}
