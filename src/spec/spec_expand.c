#include "spec/spec_expand.h"

#include <stdlib.h>
#include <string.h>

/* Adds "-dirty", as "git describe --dirty" does: a state that differs from the
 * commit must not have the commit's name. */
static const char *
mark_dirty(const struct expansion *expansion, const char *value)
{
	return expansion->git->dirty ? arena_printf(expansion->arena, "%s-dirty", value) : value;
}

/* Asks git, at most once. */
static int
find_git(struct expansion *expansion, const char *variable, struct error *err)
{
	struct git_question question = {.directory = expansion->directory};
	struct git_facts *facts;

	if (expansion->trust != NULL) {
		question.untrusted = expansion->trust->untrusted;
		question.project = expansion->trust->project;
	}
	if (expansion->git == NULL) {
		facts = arena_alloc(expansion->arena, sizeof(*facts));
		if (git_facts_find(expansion->arena, &question, facts, err) != 0)
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
		return error_set(err, ERROR_FAILED, "${git.tag}: %s", git->tag_trouble);
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
environment_value(
    const struct spec_trust *trust, const char *variable, const char **ret_value, struct error *err)
{
	if (trust != NULL && trust->untrusted && !text_list_has(&trust->variables, variable))
		return error_set(err, ERROR_REFUSED,
		    "${env.%s}: --untrusted keeps the environment to itself; --allow-env %s allows it",
		    variable, variable);
	*ret_value = getenv(variable);
	if (*ret_value == NULL)
		return error_set(err, ERROR_USAGE,
		    "${env.%s}: the environment has no variable \"%s\"", variable, variable);
	return 0;
}

static const char *const names[] = {"name", "git.revision", "git.tag", "git.dirty", NULL};

static bool
is_of_environment(const char *variable)
{
	return text_starts_with(variable, "env.") && variable[4] != '\0';
}

static int
check_name(const char *variable, struct error *err)
{
	const char *nearest;
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(variable, names[i]) == 0)
			return 0;
	if (is_of_environment(variable))
		return 0;
	nearest = text_nearest(variable, names);
	if (nearest != NULL)
		return error_set(err, ERROR_USAGE,
		    "unknown variable \"${%s}\"; did you mean \"${%s}\"?", variable, nearest);
	return error_set(err, ERROR_USAGE,
	    "unknown variable \"${%s}\"; there are ${name}, ${git.revision}, ${git.tag}, "
	    "${git.dirty} and ${env.X}, and \"$$\" is a \"$\"",
	    variable);
}

/* Finds the value of a variable. Without an expansion only the variable's name
 * is checked. */
static int
look_up(
    struct expansion *expansion, const char *variable, const char **ret_value, struct error *err)
{
	if (check_name(variable, err) != 0)
		return -1;
	if (expansion == NULL)
		return 0;
	if (is_of_environment(variable))
		return environment_value(expansion->trust, variable + 4, ret_value, err);
	if (strcmp(variable, "name") != 0)
		return git_value(expansion, variable, ret_value, err);
	*ret_value = expansion->name;
	return 0;
}

/* Expands the name behind a "$", and moves `*at` over it. */
static int
expand_one(struct expansion *expansion, const char **at, struct text *expanded, struct error *err)
{
	const char *value = "", *end;

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
	if (look_up(expansion, arena_copy(expanded->arena, *at + 1, (size_t)(end - *at) - 1),
		&value, err) != 0)
		return -1;
	text_add(expanded, value);
	*at = end + 1;
	return 0;
}

static int
expand(struct expansion *expansion, const char *at, struct text *expanded, struct error *err)
{
	for (;;) {
		size_t length = strcspn(at, "$");

		text_append(expanded, at, length);
		at += length;
		if (*at == '\0')
			return 0;
		at++;
		if (expand_one(expansion, &at, expanded, err) != 0)
			return -1;
	}
}

int
expansion_apply(struct expansion *expansion, const char *what, const char **text, struct error *err)
{
	struct text expanded;

	if (strchr(*text, '$') == NULL)
		return 0;
	text_init(&expanded, expansion->arena);
	text_add(&expanded, "");
	if (expand(expansion, *text, &expanded, err) != 0)
		return error_wrap(err, "%s", what);
	*text = expanded.bytes;
	return 0;
}

int
expansion_check(const char *text, struct error *err)
{
	struct arena arena = {0};
	struct text expanded;
	int status;

	text_init(&expanded, &arena);
	status = expand(NULL, text, &expanded, err);
	arena_release(&arena);
	return status;
}

int
expansion_refuse(struct arena *arena, const char *key, const char **text, struct error *err)
{
	const char *at = *text, *found;
	struct text plain;

	if (strstr(at, "${") == NULL)
		return 0;
	text_init(&plain, arena);
	for (; (found = strstr(at, "${")) != NULL; at = found + 1) {
		if (found == at || found[-1] != '$')
			return error_set(err, ERROR_USAGE,
			    "\"%s\" knows no variable, and \"%.*s\" looks like one; write \"$${\" for a \"${\"",
			    key, (int)strcspn(found, "}") + 1, found);
		text_append(&plain, at, (size_t)(found - at) - 1);
		text_add(&plain, "$");
	}
	text_add(&plain, at);
	*text = text_string(&plain);
	return 0;
}
