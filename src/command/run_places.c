#include "command/run_places.h"

#include "base/file.h"
#include "base/scope.h"
#include "image/image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { FILE_LIMIT = 1 << 20 };

const char run_places_emulator[] = "/.mote-emulator";

static const char own_hosts[] =
    "127.0.0.1\tlocalhost mote\n::1\tlocalhost ip6-localhost ip6-loopback mote\n";

/* Makes /proc and /dev before bubblewrap does: bubblewrap would follow a link
 * of the image to the host, and make a missing folder there. */
static int
make_mount_points(const struct run_places *places, struct error *err)
{
	static const struct image_owner owner = {.mode = 0755};
	static const char *const folders[] = {"proc", "dev"};
	int root = places->root;
	struct stat status;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		if (mkdirat(root, folders[i], 0755) == 0) {
			image_owners_note(places->owners, root, folders[i], &owner);
			continue;
		}
		if (errno != EEXIST || fstatat(root, folders[i], &status, AT_SYMLINK_NOFOLLOW) != 0)
			return error_errno(err, "cannot make \"/%s\" in the image", folders[i]);
		if (!S_ISDIR(status.st_mode))
			return error_set(err, ERROR_FAILED,
			    "\"/%s\" of the image is no folder, and every runtime mounts over it",
			    folders[i]);
	}
	return 0;
}

static int
put_emulator(const struct run_places *places, struct error *err)
{
	static const struct image_owner owner = {.mode = 0755};
	const char *name = run_places_emulator + 1;
	SCOPED(fd) int from = open(places->emulator, O_RDONLY | O_CLOEXEC);
	SCOPED(fd) int to = -1;

	if (from < 0)
		return error_errno(err, "cannot open \"%s\"", places->emulator);
	to = openat(places->root, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	if (to < 0)
		return error_errno(err, "cannot make \"/%s\" in the image", name);
	if (file_copy(
		(struct file_end){from, places->emulator}, (struct file_end){to, name}, err) != 0)
		return -1;
	image_owners_note(places->owners, places->root, name, &owner);
	return fchmod(to, 0755) == 0 ? 0
				     : error_errno(err, "cannot make \"/%s\" in the image", name);
}

/* A file that is put into /etc. */
struct placed {
	const char *name, *text;
};

/* Replaces a file or link of the image. A folder of that name stays: no one
 * expects a file there. */
static int
put_file(
    const struct run_places *places, int folder, const struct placed *placed, struct error *err)
{
	static const struct image_owner owner = {.mode = 0644};
	const char *name = placed->name;
	SCOPED(fd) int file = -1;

	if (unlinkat(folder, name, 0) != 0 && errno == EISDIR)
		return 0;
	file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0 || fchmod(file, 0644) != 0)
		return error_errno(err, "cannot make \"/etc/%s\" in the image", name);
	image_owners_note(places->owners, folder, name, &owner);
	return file_write_all(file, placed->text, strlen(placed->text), name, err);
}

/* Reads a file of the host; NULL: it cannot be read. */
static const char *
read_host(struct arena *arena, const char *path)
{
	struct error ignored;
	struct text bytes;

	return file_read(arena, path, FILE_LIMIT, &bytes, &ignored) == 0 ? text_string(&bytes)
									 : NULL;
}

static int
put_network_files(struct arena *arena, const struct run_places *places, struct error *err)
{
	SCOPED(fd)
	int folder = image_make_folder(places->root, "/etc", places->owners, err);
	const char *host = places->host_network ? read_host(arena, "/etc/hosts") : NULL;
	/* a resolver takes the first line that has the name, so mote's lines
	 * come first */
	const struct placed hosts = {
	    "hosts", host == NULL ? own_hosts : arena_printf(arena, "%s%s", own_hosts, host)};
	const struct placed resolver = {
	    "resolv.conf", places->host_network ? read_host(arena, "/etc/resolv.conf") : NULL};

	if (folder < 0) {
		err->kind = ERROR_FAILED;
		return -1;
	}
	if (put_file(places, folder, &hosts, err) != 0)
		return -1;
	return resolver.text == NULL ? 0 : put_file(places, folder, &resolver, err);
}

int
run_places_make(struct arena *arena, const struct run_places *places, struct error *err)
{
	if (make_mount_points(places, err) != 0 ||
	    (places->emulator != NULL && put_emulator(places, err) != 0))
		return -1;
	return put_network_files(arena, places, err);
}
