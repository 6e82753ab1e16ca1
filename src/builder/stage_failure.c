#include "builder/configure_log.h"
#include "builder/stage_context.h"

#include "base/path.h"

#include <string.h>

/* Cut to what one looks at. */
enum { SHOWN_COMMAND = 60 };

int
stage_command_failed(const char *command, int status, struct error *err)
{
	size_t length = strcspn(command, "\n");
	bool cut = command[length] != '\0' || length > SHOWN_COMMAND;

	if (length > SHOWN_COMMAND)
		length = SHOWN_COMMAND;
	return error_set(err, ERROR_FAILED, "\"%.*s%s\" exited with status %d%s%s%s", (int)length,
	    command, cut ? "..." : "", status, status > 128 ? " (" : "",
	    status > 128 ? strsignal(status - 128) : "", status > 128 ? ")" : "");
}

/* Where a build may have configured: the source, and what else is its own. Paths are told as they are inside. */
static bool
find_trouble(const struct stage_context *stage, struct configure_trouble *trouble)
{
	static const char *const folders[][2] = {{"src", ""}, {"build", "/build"}, {"tmp", "/tmp"}};
	struct stat begin;
	size_t i;

	/* its time is that of the stage's beginning, by the clock of files */
	if (stat(stage_work_path(stage, "etc/group"), &begin) != 0)
		return false;
	for (i = 0; i < ARRAY_SIZE(folders); i++)
		if (configure_log_search(stage->arena, stage_work_path(stage, folders[i][0]),
			&begin.st_mtim, trouble)) {
			trouble->file = path_join(stage->arena, folders[i][1], trouble->file);
			return true;
		}
	return false;
}

int
stage_check_toolchain(const struct stage_context *stage, struct error *err)
{
	const char *folder = stage->toolchain.folder;

	if (file_exists(path_join(stage->arena, folder, "bin/cc")))
		return 0;
	return error_set(err, ERROR_FAILED,
	    "the toolchain \"%s\" was removed while the build ran; build again", folder);
}

int
stage_build_failed(
    const struct stage_context *stage, const char *command, int status, struct error *err)
{
	struct configure_trouble trouble = {0};
	const char *said;

	if (stage_check_toolchain(stage, err) != 0)
		return -1;
	stage_command_failed(command, status, err);
	if (stage->spec->build.run.count == 0 || !find_trouble(stage, &trouble))
		return -1;
	said = arena_strdup(stage->arena, err->text);
	return error_set(err, ERROR_FAILED,
	    "%s: %s:%zu says \"%s\": it tried to run a program for %s, and no emulator is here; give configure "
	    "--host=$MOTE_TRIPLE, or its answer as a variable (ac_cv_...) in \"env\"",
	    said, trouble.file, trouble.line, trouble.words, stage->toolchain.platform->name);
}
