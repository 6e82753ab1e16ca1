#include "sandbox/bubblewrap.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "sandbox/call_filter.h"
#include "sandbox/host_files.h"
#include "sandbox/root_layer.h"
#include "sandbox/terminal.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LINK_LIMIT = 4096 };

static void
add_system_file(struct text_list *list, struct arena *arena, const char *path)
{
	if (file_exists(path))
		text_list_add_words(list, arena, (const char *[]){"--ro-bind", path, path, NULL});
}

/* The folders that hold the system's programs and libraries. Where a merged
 * /usr replaced a folder by a link, the stage shows the same link; else it
 * shows the folder. */
static void
add_system_folders(struct text_list *list, struct arena *arena, bool network)
{
	char target[LINK_LIMIT];
	size_t i;

	text_list_add_words(list, arena, (const char *[]){"--dir", "/etc", NULL});
	for (i = 0; host_folders[i] != NULL; i++) {
		const char *folder = host_folders[i];
		ssize_t length = readlink(folder, target, sizeof(target) - 1);

		if (length > 0)
			text_list_add_words(list, arena,
			    (const char *[]){"--symlink", arena_copy(arena, target, (size_t)length),
				folder, NULL});
		else if (file_is_folder(folder))
			text_list_add_words(
			    list, arena, (const char *[]){"--ro-bind", folder, folder, NULL});
	}
	for (i = 0; host_files[i] != NULL; i++)
		add_system_file(list, arena, host_files[i]);
	for (i = 0; network && host_network_files[i] != NULL; i++)
		add_system_file(list, arena, host_network_files[i]);
}

/* Puts something empty over a hidden place, wherever `from`, shown as `to`,
 * shows it. */
static void
cover(struct text_list *list, struct arena *arena, const struct sandbox_hidden *hidden,
    const struct sandbox_bind *shown)
{
	size_t i;

	for (i = 0; i < hidden->paths.count; i++) {
		const char *path = hidden->paths.items[i], *rest = path + strlen(shown->from);

		if (!path_is_inside(shown->from, path))
			continue;
		while (*rest == '/')
			rest++;
		text_list_add_words(list, arena,
		    (const char *[]){"--ro-bind",
			file_is_folder(path) ? hidden->folder : hidden->file,
			path_join(arena, shown->to, rest), NULL});
	}
}

/* After all binds: these lie over them. */
static void
add_covers(struct text_list *list, struct arena *arena, const struct sandbox *sandbox)
{
	size_t i;

	for (i = 0; sandbox->root.files == NULL && host_folders[i] != NULL; i++)
		cover(list, arena, &sandbox->hidden,
		    &(struct sandbox_bind){host_folders[i], host_folders[i], false});
	for (i = 0; i < sandbox->bind_count; i++)
		cover(list, arena, &sandbox->hidden, &sandbox->binds[i]);
}

static void
add_variables(struct text_list *list, struct arena *arena, const char *const *environment)
{
	for (; environment != NULL && *environment != NULL; environment++) {
		size_t length = strcspn(*environment, "=");

		if (length > 0 && (*environment)[length] == '=')
			text_list_add_words(list, arena,
			    (const char *[]){"--setenv", arena_copy(arena, *environment, length),
				*environment + length + 1, NULL});
	}
}

/* "/" and all that is shown below it, without the binds. */
static int
add_root(
    struct text_list *list, struct arena *arena, const struct sandbox *sandbox, struct error *err)
{
	struct root_mounts mounts;
	size_t i;

	if (sandbox->root.files == NULL) {
		add_system_folders(list, arena, sandbox->network);
		return 0;
	}
	if (root_layer_prepare(arena, sandbox, &mounts, err) != 0)
		return -1;
	if (sandbox->root.layer != NULL)
		text_list_add_words(
		    list, arena, (const char *[]){"--bind", sandbox->root.layer, "/", NULL});
	for (i = 0; i < mounts.count; i++)
		text_list_add_words(list, arena,
		    (const char *[]){
			mounts.items[i].option, mounts.items[i].from, mounts.items[i].to, NULL});
	return 0;
}

static int
list_options(struct arena *arena, const struct sandbox *sandbox, int filter,
    struct text_list *ret_list, struct error *err)
{
	static const char *const settings[] = {"--unshare-all", "--unshare-user",
	    "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "mote",
	    "--uid", "1000", "--gid", "1000", NULL};
	/* /proc must be read-only: the kernel lets the host's root write to
	 * /proc/sys, and mote may run as root */
	static const char *const mounts[] = {
	    "--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", NULL};
	struct text_list list = {0};
	size_t i;

	text_list_add_words(&list, arena, settings);
	/* the first process leads the session, and only its leader can get the
	 * terminal */
	if (sandbox->terminal != NULL && sandbox->terminal->is_pty)
		text_list_add(&list, arena, "--as-pid-1");
	if (sandbox->network)
		text_list_add(&list, arena, "--share-net");
	if (filter >= 0)
		text_list_add_words(&list, arena,
		    (const char *[]){"--seccomp", arena_printf(arena, "%d", filter), NULL});
	if (add_root(&list, arena, sandbox, err) != 0)
		return -1;
	text_list_add_words(&list, arena, mounts);
	for (i = 0; i < sandbox->bind_count; i++) {
		const struct sandbox_bind *bind = &sandbox->binds[i];

		text_list_add_words(&list, arena,
		    (const char *[]){
			bind->writable ? "--bind" : "--ro-bind", bind->from, bind->to, NULL});
	}
	add_covers(&list, arena, sandbox);
	/* files in these two folders would take memory that belongs to no
	 * process, which no limit sees; those of a layer are on a disk */
	text_list_add_words(&list, arena, (const char *[]){"--remount-ro", "/dev", NULL});
	if (sandbox->root.layer == NULL)
		text_list_add_words(&list, arena, (const char *[]){"--remount-ro", "/", NULL});
	text_list_add_words(&list, arena, (const char *[]){"--chdir", sandbox->folder, NULL});
	add_variables(&list, arena, sandbox->environment);
	*ret_list = list;
	return 0;
}

/* Writes the options as --args reads them: a NUL ends each. */
static int
write_options(struct arena *arena, const struct text_list *list, int *ret_file, struct error *err)
{
	SCOPED(fd) int file = memfd_create("options", MFD_CLOEXEC);
	struct text bytes;
	size_t i;

	text_init(&bytes, arena);
	for (i = 0; i < list->count; i++)
		text_append(&bytes, list->items[i], strlen(list->items[i]) + 1);
	if (file < 0)
		return error_errno(err, "cannot write the options of \"bwrap\"");
	if (file_write_all(file, bytes.bytes, bytes.length, "the options of bwrap", err) != 0)
		return -1;
	if (lseek(file, 0, SEEK_SET) != 0)
		return error_errno(err, "cannot write the options of \"bwrap\"");
	*ret_file = TAKE_FD(file);
	return 0;
}

int
bubblewrap_prepare(struct arena *arena, const struct sandbox *sandbox, const char *const *arguments,
    struct bubblewrap *ret_start, struct error *err)
{
	static const char *const nothing[] = {NULL};
	SCOPED(bubblewrap) struct bubblewrap start = BUBBLEWRAP_NONE;
	struct text_list options, command = {0};

	if (call_filter_known() && call_filter_open(sandbox->network, &start.filter, err) != 0)
		return -1;
	if (list_options(arena, sandbox, start.filter, &options, err) != 0 ||
	    write_options(arena, &options, &start.options, err) != 0)
		return -1;
	text_list_add_words(&command, arena,
	    (const char *[]){
		"bwrap", "--args", arena_printf(arena, "%d", start.options), "--", NULL});
	text_list_add_words(&command, arena, arguments);
	text_list_add(&command, arena, NULL);
	start.arguments = command.items;
	start.environment = nothing;
	*ret_start = start;
	start.options = start.filter = -1;
	return 0;
}

int
bubblewrap_hand_on(const struct bubblewrap *start, struct error *err)
{
	if ((start->options >= 0 && fcntl(start->options, F_SETFD, 0) != 0) ||
	    (start->filter >= 0 && fcntl(start->filter, F_SETFD, 0) != 0))
		return error_errno(err, "cannot hand the options of \"bwrap\" on");
	return 0;
}

void
scope_bubblewrap(struct bubblewrap *start)
{
	scope_fd(&start->options);
	scope_fd(&start->filter);
}
