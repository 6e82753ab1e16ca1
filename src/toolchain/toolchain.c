#include "toolchain/toolchain.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DESCRIPTION_LIMIT = 64 << 10 };

const struct toolchain_variable toolchain_tools[] = {{"CC", "cc"}, {"CXX", "c++"}, {"AR", "ar"},
    {"RANLIB", "ranlib"}, {"STRIP", "strip"}, {"NM", "nm"}, {"OBJCOPY", "objcopy"}, {0}};

const struct toolchain_variable toolchain_sandbox_tools[] = {{"PKG_CONFIG", "pkg-config"},
    {"CC_FOR_BUILD", "clang-19"}, {"BUILD_CC", "clang-19"}, {"HOSTCC", "clang-19"},
    {"CXX_FOR_BUILD", "clang++-19"}, {"HOSTCXX", "clang++-19"}, {0}};

const struct toolchain_variable toolchain_files[] = {{"CMAKE_TOOLCHAIN_FILE", "toolchain.cmake"},
    {"MESON_CROSS_FILE", "meson.cross"}, {"CONFIG_SITE", "config.site"},
    {"PKG_CONFIG_LIBDIR", "sysroot/usr/lib/pkgconfig"}, {0}};

static void
add_texts(struct arena *arena, const json_t *array, struct text_list *texts)
{
	size_t i;

	for (i = 0; i < json_array_size(array); i++)
		if (json_is_string(json_array_get(array, i)))
			text_list_add(texts, arena,
			    arena_strdup(arena, json_string_value(json_array_get(array, i))));
}

/* `toolchain` has its platform and folder. */
static int
read_description(struct arena *arena, struct toolchain *toolchain, struct error *err)
{
	char *path = path_join(arena, toolchain->folder, "toolchain.json");
	struct digest *digest = arena_alloc(arena, sizeof(*digest));
	struct text_list languages = {0};
	SCOPED(json) json_t *json = NULL;
	const char *target;
	struct text bytes;

	if (file_read(arena, path, DESCRIPTION_LIMIT, &bytes, err) != 0 ||
	    digest_of_bytes(bytes.bytes, bytes.length, digest, err) != 0)
		return -1;
	json = json_parse(bytes.bytes, bytes.length, path, err);
	if (json == NULL)
		return -1;
	target = json_get_text(arena, json, "target");
	toolchain->compiler = json_get_text(arena, json, "compiler");
	toolchain->musl = json_get_text(arena, json, "musl");
	if (target == NULL || toolchain->compiler == NULL || toolchain->musl == NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" has no \"target\", \"compiler\" or \"musl\"; make the toolchain again",
		    path);
	if (strcmp(target, toolchain->platform->target) != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a toolchain for \"%s\", not for \"%s\"", toolchain->folder, target,
		    toolchain->platform->target);
	add_texts(arena, json_object_get(json, "fixed_cves"), &toolchain->fixed_cves);
	add_texts(arena, json_object_get(json, "languages"), &languages);
	toolchain->has_cxx = text_list_has(&languages, "c++");
	toolchain->contents = json_get_text(arena, json, "sha256");
	toolchain->digest = digest->text;
	return 0;
}

char *
toolchain_description(struct arena *arena, const struct toolchain *toolchain)
{
	if (toolchain->foreign != NULL)
		return arena_strdup(arena, toolchain->compiler);
	return arena_printf(arena, "%s, musl %s", toolchain->compiler, toolchain->musl);
}

int
toolchain_home(struct arena *arena, const char **ret_home, struct error *err)
{
	const struct place_list folders = place_find(arena, PLACE_TOOLCHAINS);

	/* the last one, which no variable decides, is the system's */
	if (folders.items[0].path[0] != '/' || folders.items[0].variable == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "there is no place for toolchains; set HOME, XDG_CACHE_HOME or MOTE_TOOLCHAIN_DIR "
		    "to an absolute path");
	*ret_home = folders.items[0].path;
	return 0;
}

int
toolchain_find(struct arena *arena, const struct platform *platform,
    struct toolchain *ret_toolchain, struct error *err)
{
	const struct place_list folders = place_find(arena, PLACE_TOOLCHAINS);
	struct text_list searched = {0};
	struct toolchain toolchain = {.platform = platform};
	size_t i;

	for (i = 0; i < folders.count && toolchain.folder == NULL; i++) {
		char *folder = path_join(arena, folders.items[i].path, platform->target), *real;

		text_list_add(&searched, arena, folders.items[i].path);
		if (access(path_join(arena, folder, "bin/cc"), X_OK) != 0)
			continue;
		real = realpath(folder, NULL);
		if (real == NULL)
			return error_errno(err, "cannot open \"%s\"", folder);
		toolchain.folder = arena_strdup(arena, real);
		free(real);
	}
	if (toolchain.folder == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "there is no toolchain for %s in \"%s\"; \"mote toolchain install %s\" makes it",
		    platform->name, text_list_join(&searched, arena, "\" or \""), platform->target);
	if (read_description(arena, &toolchain, err) != 0)
		return -1;
	*ret_toolchain = toolchain;
	return 0;
}

int
toolchain_read(struct arena *arena, const struct platform *platform, const char *folder,
    struct toolchain *ret_toolchain, struct error *err)
{
	struct toolchain toolchain = {.platform = platform, .folder = folder};

	if (read_description(arena, &toolchain, err) != 0)
		return -1;
	*ret_toolchain = toolchain;
	return 0;
}
