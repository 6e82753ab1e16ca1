#include "spec/spec_expand.h"

#include <stdlib.h>
#include <string.h>

/* What is not the commit itself never has its name: the ending is that of "git describe --dirty". */
static const char *
mark_dirty(const struct expansion *expansion, const char *value)
{
	return expansion->git->dirty ? arena_printf(expansion->arena, "%s-dirty", value) : value;
}

/* git is asked once. */
static int
find_git(struct expansion *expansion, const char *variable, struct error *err)
{
	struct git_facts *facts;

	if (expansion->git == NULL) {
		facts = arena_alloc(expansion->arena, sizeof(*facts));
		if (git_facts_find(expansion->arena, expansion->directory, facts, err) != 0)
			return error_wrap(err, "${%s}", variable);
		expansion->git = facts;
	}
	if (expansion->git->revision == NULL)
		return error_set(err, ERROR_FAILED,
		    "${%s}: \"%s\" is not in a git repository with a commit", variable,
		    expansion->directory);
	return 0;
}

static int
git_tag(struct expansion *expansion, const char **ret_value, struct error *err)
{
	const struct git_facts *git = expansion->git;

	if (git->tag_trouble != NULL)
		return error_set(err, ERROR_FAILED, "${git.tag}: git says of \"%s\": %s",
		    expansion->directory, git->tag_trouble);
	if (git->tag == NULL)
		return error_set(err, ERROR_FAILED,
		    "${git.tag}: no tag leads to the commit in \"%s\"; make one with \"git tag\"",
		    expansion->directory);
	*ret_value = mark_dirty(expansion, git->tag);
	return 0;
}

static int
git_value(
    struct expansion *expansion, const char *variable, const char **ret_value, struct error *err)
{
	if (find_git(expansion, variable, err) != 0)
		return -1;
	if (strcmp(variable, "git.tag") == 0)
		return git_tag(expansion, ret_value, err);
	if (strcmp(variable, "git.dirty") == 0)
		*ret_value = expansion->git->dirty ? "true" : "false";
	else
		*ret_value = mark_dirty(expansion, expansion->git->revision);
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
	static const char *const names[] = {"name", "git.revision", "git.tag", "git.dirty", NULL};
	const char *nearest;
	size_t i;

	if (strcmp(variable, "name") == 0) {
		*ret_value = expansion->name;
		return 0;
	}
	for (i = 1; names[i] != NULL; i++)
		if (strcmp(variable, names[i]) == 0)
			return git_value(expansion, variable, ret_value, err);
	if (text_starts_with(variable, "env.") && variable[4] != '\0')
		return environment_value(variable + 4, ret_value, err);
	nearest = text_nearest(variable, names);
	if (nearest != NULL)
		return error_set(err, ERROR_USAGE,
		    "unknown variable \"${%s}\"; did you mean \"${%s}\"?", variable, nearest);
	return error_set(err, ERROR_USAGE,
	    "unknown variable \"${%s}\"; there are ${name}, ${git.revision}, ${git.tag}, "
	    "${git.dirty} and ${env.X}, and \"$$\" is a \"$\"",
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
