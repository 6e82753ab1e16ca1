#include "registry/certificates.h"

#include "base/file.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 20 };

static int
list_names(struct arena *arena, const char *folder, struct text_list *names, struct error *err)
{
	SCOPED(directory) DIR *entries = opendir(folder);
	struct dirent *entry;

	if (entries == NULL)
		return error_errno(err, "cannot read the folder \"%s\"", folder);
	while ((errno = 0, entry = readdir(entries)) != NULL)
		text_list_add(names, arena, arena_strdup(arena, entry->d_name));
	if (errno != 0)
		return error_errno(err, "cannot read the folder \"%s\"", folder);
	text_list_sort(names);
	return 0;
}

static int
add_authority(struct arena *arena, const char *path, struct text *authorities, struct error *err)
{
	struct text bytes;

	if (file_read(arena, path, FILE_LIMIT, &bytes, err) != 0)
		return -1;
	if (strlen(bytes.bytes) != bytes.length || strstr(bytes.bytes, "-----BEGIN ") == NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is no certificate in PEM; \"openssl x509 -inform der\" makes one of DER",
		    path);
	text_append(authorities, bytes.bytes, bytes.length);
	text_add(authorities, "\n");
	return 0;
}

/* The name with another ending, or NULL where that is not among the names. */
static const char *
partner(struct arena *arena, const struct text_list *names, const char *name, const char *ending)
{
	size_t length = (size_t)(strrchr(name, '.') - name);
	const char *other = arena_printf(arena, "%.*s%s", (int)length, name, ending);

	return text_list_has(names, other) ? other : NULL;
}

static int
add_file(struct arena *arena, const struct text_list *names, const char *name,
    struct certificates *certificates, struct error *err)
{
	const char *path = path_join(arena, certificates->folder, name), *other;

	if (text_ends_with(name, ".key") && partner(arena, names, name, ".cert") == NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" has no certificate beside it; one that belongs to a key ends in .cert",
		    path);
	if (!text_ends_with(name, ".cert"))
		return 0;
	other = partner(arena, names, name, ".key");
	if (other == NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" has no key beside it, which would end in .key; the certificate of an "
		    "authority ends in .crt",
		    path);
	if (certificates->certificate != NULL)
		return 0;
	certificates->certificate = path;
	certificates->key = path_join(arena, certificates->folder, other);
	return 0;
}

static int
read_folder(struct arena *arena, const char *folder, struct certificates *ret_certificates,
    struct error *err)
{
	struct certificates certificates = {.folder = folder};
	struct text_list names = {0};
	struct text authorities;
	size_t i;

	text_init(&authorities, arena);
	if (list_names(arena, folder, &names, err) != 0)
		return -1;
	for (i = 0; i < names.count; i++) {
		if (text_ends_with(names.items[i], ".crt") &&
		    add_authority(
			arena, path_join(arena, folder, names.items[i]), &authorities, err) != 0)
			return -1;
		if (add_file(arena, &names, names.items[i], &certificates, err) != 0)
			return -1;
	}
	if (authorities.length > 0)
		certificates.authorities = text_string(&authorities);
	*ret_certificates = certificates;
	return 0;
}

int
certificates_find(
    struct arena *arena, const char *host, struct certificates *ret_certificates, struct error *err)
{
	const struct place_list folders = place_find(arena, PLACE_HOST_CERTIFICATES);
	size_t i;

	*ret_certificates = (struct certificates){0};
	/* an address that somebody redirects to may hold anything */
	if (host[0] == '.' || host[0] == '\0' || strchr(host, '/') != NULL)
		return 0;
	for (i = 0; i < folders.count; i++) {
		const char *folder = path_join(arena, folders.items[i].path, host);

		if (file_is_folder(folder))
			return read_folder(arena, folder, ret_certificates, err);
	}
	return 0;
}
