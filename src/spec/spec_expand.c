#include "spec/spec_expand.h"

#include "base/process.h"
#include "base/scope.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* git's own complaint would stand beside ours. */
static int
silence_stderr(void *context UNUSED, struct error *err)
{
	SCOPED(fd) int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		return error_errno(err, "cannot open \"/dev/null\"");
	return 0;
}

/* One line that git prints, or NULL when it fails. */
static int
ask_git(struct expansion *expansion, const char *const *arguments, const char **ret_line,
    struct error *err)
{
	struct text output;
	struct process_options options = {.arguments = arguments,
	    .folder = expansion->directory,
	    .capture = &output,
	    .before_exec = silence_stderr};
	int status;

	text_init(&output, expansion->arena);
	if (process_run(&options, &status, err) != 0)
		return -1;
	*ret_line = NULL;
	if (status == 0)
		*ret_line = arena_copy(
		    expansion->arena, text_string(&output), strcspn(text_string(&output), "\n"));
	return 0;
}

static int
git_revision(struct expansion *expansion, const char **ret_value, struct error *err)
{
	static const char *const arguments[] = {
	    "git", "rev-parse", "--verify", "--quiet", "HEAD", NULL};

	if (expansion->revision == NULL &&
	    ask_git(expansion, arguments, &expansion->revision, err) != 0)
		return -1;
	*ret_value = expansion->revision;
	if (*ret_value == NULL)
		return error_set(err, ERROR_FAILED,
		    "${git.revision}: \"%s\" is not in a git repository with a commit",
		    expansion->directory);
	return 0;
}

static int
git_tag(struct expansion *expansion, const char **ret_value, struct error *err)
{
	static const char *const arguments[] = {"git", "describe", "--tags", NULL};
	const char *revision;

	if (git_revision(expansion, &revision, err) != 0) {
		if (err->kind == ERROR_FAILED)
			error_set(err, ERROR_FAILED,
			    "${git.tag}: \"%s\" is not in a git repository with a commit",
			    expansion->directory);
		return -1;
	}
	if (expansion->tag == NULL && ask_git(expansion, arguments, &expansion->tag, err) != 0)
		return -1;
	*ret_value = expansion->tag;
	if (*ret_value == NULL)
		return error_set(err, ERROR_FAILED,
		    "${git.tag}: no tag leads to the commit in \"%s\"; make one with \"git tag\"",
		    expansion->directory);
	return 0;
}

static int
environment_value(const char *variable, const char **ret_value, struct error *err)
{
	*ret_value = getenv(variable);
	if (*ret_value == NULL)
		return error_set(err, ERROR_USAGE,
		    "${env.%s}: the environment has no variable \"%s\"", variable, variable);
	return 0;
}

static int
look_up(
    struct expansion *expansion, const char *variable, const char **ret_value, struct error *err)
{
	static const char *const names[] = {"name", "git.revision", "git.tag", NULL};
	const char *nearest;

	if (strcmp(variable, "name") == 0) {
		*ret_value = expansion->name;
		return 0;
	}
	if (strcmp(variable, "git.revision") == 0)
		return git_revision(expansion, ret_value, err);
	if (strcmp(variable, "git.tag") == 0)
		return git_tag(expansion, ret_value, err);
	if (text_starts_with(variable, "env.") && variable[4] != '\0')
		return environment_value(variable + 4, ret_value, err);
	nearest = text_nearest(variable, names);
	if (nearest != NULL)
		return error_set(err, ERROR_USAGE,
		    "unknown variable \"${%s}\"; did you mean \"${%s}\"?", variable, nearest);
	return error_set(err, ERROR_USAGE,
	    "unknown variable \"${%s}\"; there are ${name}, ${git.revision}, ${git.tag} and "
	    "${env.X}, and \"$$\" is a \"$\"",
	    variable);
}

/* What stands behind a "$"; moves `*at` over it. */
static int
expand_one(struct expansion *expansion, const char **at, struct text *expanded, struct error *err)
{
	const char *value = NULL, *end;

	if (**at == '$') {
		text_add(expanded, "$");
		++*at;
		return 0;
	}
	if (**at != '{') {
		text_add(expanded, "$");
		return 0;
	}
	end = strchr(*at, '}');
	if (end == NULL)
		return error_set(err, ERROR_USAGE,
		    "\"$%.60s\" has no closing \"}\"; write \"$$\" for a \"$\"", *at);
	if (look_up(expansion, arena_copy(expansion->arena, *at + 1, (size_t)(end - *at) - 1),
		&value, err) != 0)
		return -1;
	text_add(expanded, value);
	*at = end + 1;
	return 0;
}

int
expansion_apply(struct expansion *expansion, const char *what, const char **text, struct error *err)
{
	struct text expanded;
	const char *at = *text;

	if (strchr(at, '$') == NULL)
		return 0;
	text_init(&expanded, expansion->arena);
	for (;;) {
		size_t length = strcspn(at, "$");

		text_append(&expanded, at, length);
		at += length;
		if (*at == '\0')
			break;
		at++;
		if (expand_one(expansion, &at, &expanded, err) != 0)
			return error_wrap(err, "%s", what);
	}
	*text = expanded.bytes;
	return 0;
}
