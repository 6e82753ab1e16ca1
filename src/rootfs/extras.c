#include "rootfs/extras.h"

#include "base/file.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "base/template.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

enum { NONROOT = 65532 };

static const char certificates_path[] = "/etc/ssl/certs/ca-certificates.crt";
static const char zones_path[] = "/usr/share/zoneinfo";

static int
add_folder(
    struct tree *tree, const char *path, unsigned mode, const char *origin, struct error *err)
{
	struct tree_entry entry = {
	    .path = path, .kind = TREE_FOLDER, .mode = mode, .origin = origin};

	return tree_add(tree, &entry, err);
}

static int
add_template(
    struct tree *tree, const char *path, const char *name, const char *origin, struct error *err)
{
	const struct template *template = template_find(name);
	struct tree_entry entry = {.path = path, .kind = TREE_FILE, .mode = 0644, .origin = origin};

	if (template == NULL)
		return error_set(err, ERROR_FAILED, "mote was built without templates/%s", name);
	entry.bytes = template->bytes;
	entry.size = template->size;
	return tree_add(tree, &entry, err);
}

static int
add_passwd(struct tree *tree, struct error *err)
{
	static const char origin[] = "with: passwd";
	struct tree_entry home = {.path = "/home/nonroot",
	    .kind = TREE_FOLDER,
	    .mode = 0700,
	    .owner = NONROOT,
	    .group = NONROOT,
	    .origin = origin};

	return add_template(tree, "/etc/passwd", "rootfs/passwd", origin, err) != 0 ||
		add_template(tree, "/etc/group", "rootfs/group", origin, err) != 0 ||
		add_folder(tree, "/root", 0700, origin, err) != 0 || tree_add(tree, &home, err) != 0
	    ? -1
	    : 0;
}

static int
add_certificates(struct tree *tree, const char *host, struct error *err)
{
	const struct place_list bundles = place_of_system(tree->arena, PLACE_AUTHORITIES);
	struct tree_entry entry = {
	    .path = certificates_path, .kind = TREE_FILE, .mode = 0644, .origin = "with: certs"};
	struct stat status;
	size_t i;

	for (i = 0; i < bundles.count; i++) {
		entry.source = arena_printf(tree->arena, "%s%s", host, bundles.items[i].path);
		if (stat(entry.source, &status) != 0 || !S_ISREG(status.st_mode))
			continue;
		if (status.st_size == 0)
			return error_set(err, ERROR_FAILED,
			    "with: certs: \"%s\" is empty; run `update-ca-certificates`",
			    entry.source);
		entry.size = (uint64_t)status.st_size;
		return tree_add(tree, &entry, err);
	}
	return error_set(err, ERROR_NOT_FOUND,
	    "with: certs: this machine has no \"%s%s\"; `apt-get install ca-certificates` brings it",
	    host, certificates_path);
}

static bool
is_zone_file(const char *path)
{
	SCOPED(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct error ignored;
	char magic[4];

	return fd >= 0 &&
	    file_read_full(fd, magic, sizeof(magic), path, &ignored) == sizeof(magic) &&
	    memcmp(magic, "TZif", sizeof(magic)) == 0;
}

/* Duplicates, and what says something of the host instead of the world. */
static bool
is_left_out(const char *zone)
{
	static const char *const names[] = {"posix", "right", "localtime", "posixrules"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(zone, names[i]) == 0)
			return true;
	return false;
}

/* Appends the names of all zones below `folder`, whose own name is `prefix`
 * ("", "America/"). */
static int
list_zones(struct arena *arena, const char *folder, const char *prefix, struct text_list *zones,
    struct error *err)
{
	SCOPED(directory) DIR *entries = opendir(folder);
	struct dirent *entry;

	if (entries == NULL)
		return error_errno(err, "cannot open the folder \"%s\"", folder);
	for (errno = 0; (entry = readdir(entries)) != NULL; errno = 0) {
		const char *path = path_join(arena, folder, entry->d_name);
		const char *zone = arena_printf(arena, "%s%s", prefix, entry->d_name);
		struct stat status;

		if (entry->d_name[0] == '.' || is_left_out(zone) || lstat(path, &status) != 0)
			continue;
		/* the length bounds the depth too; a link to a folder is a copy
		 * of its zones */
		if (S_ISDIR(status.st_mode) && strlen(zone) < TREE_NAME_LIMIT) {
			zone = arena_printf(arena, "%s/", zone);
			if (list_zones(arena, path, zone, zones, err) != 0)
				return -1;
		} else if (is_zone_file(path)) {
			text_list_add(zones, arena, zone);
		}
	}
	if (errno != 0)
		return error_errno(err, "cannot read the folder \"%s\"", folder);
	text_list_sort(zones);
	return 0;
}

static int
add_zone(struct tree *tree, const char *folder, const char *zone, struct error *err)
{
	struct arena *arena = tree->arena;
	struct tree_entry entry = {.kind = TREE_FILE, .mode = 0644, .origin = "with: tz"};
	struct stat status;

	entry.path = path_join(arena, zones_path, zone);
	entry.source = path_join(arena, folder, zone);
	if (stat(entry.source, &status) != 0)
		return error_errno(err, "with: tz: cannot look at \"%s\"", entry.source);
	entry.size = (uint64_t)status.st_size;
	return tree_add(tree, &entry, err);
}

static int
check_zone(struct arena *arena, struct text_list *known, const char *zone, struct error *err)
{
	const char *nearest;

	/* only names that were found on disk pass, so none can climb out of the
	 * folder */
	if (text_list_has(known, zone))
		return 0;
	text_list_add(known, arena, NULL);
	nearest = text_nearest(zone, known->items);
	if (nearest == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "with: tz: there is no zone \"%s\"; a zone is a name as \"Europe/Berlin\"",
		    zone);
	return error_set(err, ERROR_NOT_FOUND,
	    "with: tz: there is no zone \"%s\"; did you mean \"%s\"?", zone, nearest);
}

static int
add_zones(struct tree *tree, const struct text_list *wanted, const char *host, struct error *err)
{
	const char *folder = arena_printf(tree->arena, "%s%s", host, zones_path);
	struct text_list known = {0};
	size_t i;

	if (file_is_folder(folder) && list_zones(tree->arena, folder, "", &known, err) != 0)
		return error_wrap(err, "with: tz");
	text_list_add(&tree->listed, tree->arena, folder);
	if (known.count == 0)
		return error_set(err, ERROR_NOT_FOUND,
		    "with: tz: this machine has no zones in \"%s\"; `apt-get install tzdata` brings them",
		    folder);
	for (i = 0; i < wanted->count; i++)
		if (check_zone(tree->arena, &known, wanted->items[i], err) != 0)
			return -1;
	if (wanted->count > 0)
		known = *wanted;
	for (i = 0; i < known.count; i++)
		if (add_zone(tree, folder, known.items[i], err) != 0)
			return -1;
	return 0;
}

int
extras_add_from(
    struct tree *tree, const struct spec_with *with, const char *host, struct error *err)
{
	if (with->tmp && add_folder(tree, "/tmp", 01777, "with: tmp", err) != 0)
		return -1;
	if (with->passwd && add_passwd(tree, err) != 0)
		return -1;
	if (with->nsswitch &&
	    add_template(
		tree, "/etc/nsswitch.conf", "rootfs/nsswitch.conf", "with: nsswitch", err) != 0)
		return -1;
	if (with->certs && add_certificates(tree, host, err) != 0)
		return -1;
	if (with->tz && add_zones(tree, &with->zones, host, err) != 0)
		return -1;
	return 0;
}

int
extras_add(struct tree *tree, const struct spec_with *with, struct error *err)
{
	return extras_add_from(tree, with, "", err);
}
