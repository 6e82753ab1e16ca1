#include "packages/release_verify.h"

#include "base/file.h"
#include "base/output.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "packages/package_root.h"
#include "sandbox/sandbox.h"

#include <string.h>

#define KEYRING "usr/share/keyrings/debian-archive-keyring.gpg"
#define REMEDY "--unsigned goes on without the check"

/* The dynamic loader of Debian starts gpgv from any folder: no rung needs to
 * show the root at "/". */
static const struct {
	const char *host, *loader, *libraries;
} loaders[] = {
    {"amd64", "usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", "usr/lib/x86_64-linux-gnu"},
    {"arm64", "usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1", "usr/lib/aarch64-linux-gnu"},
};

bool
release_is_good(const char *status)
{
	bool good = false;

	for (; *status != '\0'; status += strcspn(status, "\n")) {
		status += *status == '\n';
		if (text_starts_with(status, "[GNUPG:] BADSIG "))
			return false;
		good = good || text_starts_with(status, "[GNUPG:] GOODSIG ");
	}
	return good;
}

/* mote's tools for this machine, as a folder. */
static int
provide_tools(
    struct arena *arena, const char *host, struct package_root *ret_root, struct error *err)
{
	struct package_root_request request = {
	    .store = {.home = place_path(arena, PLACE_TOOLCHAINS)}};
	struct locked_package *items;
	struct package_lock tools;
	size_t i, count = 0;

	if (request.store.home == NULL)
		return error_set(err, ERROR_FAILED,
		    "there is no folder for mote's tools; set HOME or MOTE_TOOLCHAIN_DIR");
	if (package_lock_of_tools(arena, &tools, err) != 0)
		return -1;
	items = arena_array(arena, tools.count, sizeof(*items));
	for (i = 0; i < tools.count; i++)
		if (strcmp(tools.items[i].host, host) == 0)
			items[count++] = tools.items[i];
	request.packages = (struct locked_packages){items, count};
	return package_root_provide(arena, &request, ret_root, err);
}

/* The arguments that run gpgv on the file, as paths of the sandbox. */
static const char *const *
arguments_of(struct arena *arena, const struct sandbox *sandbox, const char *root, const char *file)
{
	struct text_list list = {0};
	const char *host = package_host();
	size_t i = 0;

	while (strcmp(loaders[i].host, host) != 0)
		i++;
	text_list_add(
	    &list, arena, sandbox_path(arena, sandbox, path_join(arena, root, loaders[i].loader)));
	text_list_add(&list, arena, "--library-path");
	text_list_add(&list, arena,
	    sandbox_path(arena, sandbox, path_join(arena, root, loaders[i].libraries)));
	text_list_add(
	    &list, arena, sandbox_path(arena, sandbox, path_join(arena, root, "usr/bin/gpgv")));
	text_list_add(&list, arena, "--status-fd=1");
	text_list_add(&list, arena, "--keyring");
	text_list_add(&list, arena, sandbox_path(arena, sandbox, path_join(arena, root, KEYRING)));
	text_list_add(&list, arena, sandbox_path(arena, sandbox, file));
	text_list_add(&list, arena, NULL);
	return list.items;
}

static int
run_gpgv(struct arena *arena, const char *root, const char *folder, struct text *status,
    struct error *err)
{
	static const char *const environment[] = {"HOME=/nonexistent", "LC_ALL=C", NULL};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct sandbox sandbox = {.environment = environment, .output = &output, .capture = status};
	int ended;

	output_open_hidden(arena, &output);
	if (sandbox_choose(ISOLATION_AUTO, false, &sandbox.rung, err) != 0)
		return -1;
	sandbox_add_bind(&sandbox, root, "/toolchain", false);
	sandbox_add_bind(&sandbox, folder, "/src", false);
	sandbox.folder = sandbox_path(arena, &sandbox, folder);
	/* its status alone is no answer: an unknown key changes it too */
	return sandbox_run(arena, &sandbox,
	    arguments_of(arena, &sandbox, root, path_join(arena, folder, "InRelease")), &ended,
	    err);
}

static int
check(struct arena *arena, const struct text *bytes, bool *ret_good, struct error *err)
{
	SCOPED(package_root) struct package_root root = {.lock = -1};
	SCOPED(temporary_folder) struct temporary_folder work = {0};
	const char *host = package_host(), *file;
	struct text status;

	text_init(&status, arena);
	if (host == NULL)
		return error_set(
		    err, ERROR_FAILED, "mote has no gpgv for the processor of this machine");
	if (provide_tools(arena, host, &root, err) != 0 || temporary_folder_make(&work, err) != 0)
		return -1;
	/* gpgv reads the bytes that were read here, whatever the cache has
	 * now */
	file = path_join(arena, work.path, "InRelease");
	if (file_write(file, bytes->bytes, bytes->length, 0644, err) != 0 ||
	    run_gpgv(arena, root.folder, work.path, &status, err) != 0)
		return -1;
	*ret_good = release_is_good(text_string(&status));
	return 0;
}

int
release_verify(struct arena *arena, const struct text *bytes, struct error *err)
{
	struct error why;
	bool good;

	if (check(arena, bytes, &good, &why) != 0)
		return error_set(err, why.kind,
		    "the signature of InRelease cannot be checked: %s; " REMEDY, why.text);
	return good ? 0
		    : error_set(err, ERROR_REFUSED,
			  "InRelease has no good signature by a key of Debian; try another "
			  "mirror by MOTE_MIRROR, or " REMEDY);
}
