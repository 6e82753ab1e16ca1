#include "command/project.h"

#include "base/file.h"
#include "base/path.h"
#include "spec/spec_file.h"
#include "spec/spec_flags.h"
#include "spec/spec_trust.h"

/* `mote build a.c b.c`: the operands are the sources, and no mote.yaml is
 * looked for. */
static int
read_sources(
    struct arena *arena, const struct flag_result *flags, struct spec *spec, struct error *err)
{
	size_t i;

	for (i = 0; i < flags->operand_count; i++) {
		if (file_is_folder(flags->operands[i]))
			return error_set(err, ERROR_USAGE,
			    "\"%s\" is a folder: give one folder, or source files",
			    flags->operands[i]);
		if (!file_exists(flags->operands[i]))
			return error_set(err, ERROR_NOT_FOUND, "there is no source file \"%s\"",
			    flags->operands[i]);
		text_list_add(&spec->build.sources, arena, flags->operands[i]);
	}
	spec->build.directory = ".";
	return 0;
}

/* `mote build DIR`: DIR/mote.yaml, unless the flags say it all. */
static int
read_folder(struct arena *arena, const struct config_choice *choice, const char *folder,
    struct spec *spec, struct error *err)
{
	const char *file =
	    choice->file != NULL ? choice->file : path_join(arena, folder, "mote.yaml");
	bool by_flags = spec->build.sources.count > 0 || spec->build.run.count > 0;

	if (choice->file == NULL && !file_is_folder(folder))
		return error_set(err, ERROR_NOT_FOUND, "there is no file or folder \"%s\"", folder);
	if (choice->file == NULL && !file_exists(file)) {
		if (!by_flags)
			return error_set(err, ERROR_NOT_FOUND,
			    "there is no \"%s\"; \"mote init\" writes one, or name the source "
			    "files",
			    file);
		spec->build.directory = folder;
		return 0;
	}
	if (spec_file_read(arena, file, choice->target, spec, err) != 0)
		return -1;
	if (spec->build.directory == NULL)
		spec->build.directory = path_folder(arena, file);
	return 0;
}

/* Without either the compiler would link nothing, and the linker miss main. */
static int
check_work(const struct spec *spec, struct error *err)
{
	if (spec->build.sources.count > 0 || spec->build.run.count > 0)
		return 0;
	return error_set(err, ERROR_USAGE,
	    "\"%s\" names neither \"sources\" nor \"run\": there is nothing to build; write "
	    "build: {sources: [\"*.c\"]}",
	    spec->file);
}

int
project_read(struct arena *arena, const struct flag_result *flags,
    const struct config_choice *choice, struct spec *spec, struct error *err)
{
	const char *first = flags->operand_count == 0 ? "." : flags->operands[0];

	spec_trust_environment(arena, spec);
	if (flags->operand_count > 1 ||
	    (choice->file == NULL && file_exists(first) && !file_is_folder(first))) {
		if (read_sources(arena, flags, spec, err) != 0 ||
		    (choice->file != NULL &&
			spec_file_read(arena, choice->file, choice->target, spec, err) != 0))
			return -1;
	} else if (read_folder(arena, choice, first, spec, err) != 0) {
		return -1;
	}
	return spec_environment(arena, spec, err) != 0 || spec_finish(arena, spec, err) != 0
	    ? -1
	    : check_work(spec, err);
}
