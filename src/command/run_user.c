#include "command/run_user.h"

#include "base/file.h"
#include "base/scope.h"
#include "image/image.h"

#include <fcntl.h>
#include <string.h>

enum { FILE_LIMIT = 1 << 20, FIELD_LIMIT = 7 };
enum {
	LARGEST_ID = INT32_MAX
}; /* the largest id that bubblewrap and container engines accept for a user */

/* Fields of a line of /etc/passwd and of one of /etc/group. */
enum { PASSWD_NAME, PASSWD_PASSWORD, PASSWD_USER, PASSWD_GROUP, PASSWD_TEXT, PASSWD_HOME };
enum { GROUP_NAME, GROUP_PASSWORD, GROUP_ID, GROUP_MEMBERS };

/* A line of fields between colons; a missing field is "". */
struct line {
	const char *fields[FIELD_LIMIT];
};

static const char *
read_inside(struct arena *arena, int root, const char *path)
{
	SCOPED(fd) int fd = image_open_inside(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct error ignored;
	struct text bytes;

	if (fd < 0 ||
	    file_read(arena, arena_printf(arena, "/proc/self/fd/%d", fd), FILE_LIMIT, &bytes,
		&ignored) != 0)
		return "";
	return text_string(&bytes);
}

/* Reads the next line; false: there is none. */
static bool
next_line(struct arena *arena, const char **text, struct line *ret_line)
{
	size_t length = strcspn(*text, "\n"), i;
	char *field;

	if (**text == '\0')
		return false;
	field = arena_copy(arena, *text, length);
	*text += length + ((*text)[length] == '\n');
	for (i = 0; i < FIELD_LIMIT; i++) {
		size_t end = strcspn(field, ":");

		ret_line->fields[i] = field;
		field += end;
		if (*field == ':')
			*field++ = '\0';
	}
	return true;
}

/* Finds the first line whose field `at` is equal to `value`. */
static bool
find_line(
    struct arena *arena, const char *text, unsigned at, const char *value, struct line *ret_line)
{
	while (next_line(arena, &text, ret_line))
		if (strcmp(ret_line->fields[at], value) == 0)
			return true;
	return false;
}

static bool
is_id(const char *text, uint32_t *ret_id)
{
	uint64_t number;

	if (text_to_number(text, LARGEST_ID, &number) != 0)
		return false;
	*ret_id = (uint32_t)number;
	return true;
}

static int
no_number(const char *text, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "the image's /etc/passwd or /etc/group gives \"%s\" no number; give one", text);
}

static bool
lists(const char *members, const char *name)
{
	size_t length = strlen(name);

	while (*members != '\0') {
		size_t end = strcspn(members, ",");

		if (end == length && strncmp(members, name, length) == 0)
			return true;
		members += end;
		members += *members == ',';
	}
	return false;
}

static void
add_groups(struct arena *arena, const char *text, const char *name, struct run_user *user)
{
	uint32_t *groups = arena_array(arena, RUN_USER_GROUP_LIMIT, sizeof(*groups));
	struct line line;

	while (user->group_count < RUN_USER_GROUP_LIMIT && next_line(arena, &text, &line))
		if (lists(line.fields[GROUP_MEMBERS], name) &&
		    is_id(line.fields[GROUP_ID], &groups[user->group_count]))
			user->group_count++;
	user->groups = groups;
}

/* The error for a missing user or group; `what` is "user" or "group". */
static int
not_found(const char *what, const char *name, struct error *err)
{
	if (name[0] != '\0' && name[strspn(name, "0123456789")] == '\0')
		return error_set(err, ERROR_FAILED, "the %s \"%s\" is too large; the largest is %d",
		    what, name, LARGEST_ID);
	return error_set(err, ERROR_FAILED,
	    "the image has no %s \"%s\" in its /etc/%s; give a number", what, name,
	    strcmp(what, "user") == 0 ? "passwd" : "group");
}

static int
find_group(
    struct arena *arena, int root, const char *name, struct run_user *user, struct error *err)
{
	struct line line;

	if (is_id(name, &user->group))
		return 0;
	if (!find_line(arena, read_inside(arena, root, "/etc/group"), GROUP_NAME, name, &line))
		return not_found("group", name, err);
	return is_id(line.fields[GROUP_ID], &user->group) ? 0 : no_number(name, err);
}

int
run_user_find(
    struct arena *arena, int root, const char *text, struct run_user *ret_user, struct error *err)
{
	const char *passwd = read_inside(arena, root, "/etc/passwd"), *colon, *name;
	struct run_user user = {.home = "/"};
	struct line line;
	bool number, known;

	if (text == NULL || text[0] == '\0')
		text = "0";
	colon = strchr(text, ':');
	name = colon == NULL ? text : arena_copy(arena, text, (size_t)(colon - text));
	number = is_id(name, &user.user);
	known = find_line(arena, passwd, number ? PASSWD_USER : PASSWD_NAME, name, &line);
	if (!number && !known)
		return not_found("user", name, err);
	if (known) {
		if (!is_id(line.fields[PASSWD_USER], &user.user) ||
		    !is_id(line.fields[PASSWD_GROUP], &user.group))
			return no_number(text, err);
		if (line.fields[PASSWD_HOME][0] != '\0')
			user.home = line.fields[PASSWD_HOME];
	}
	if (colon != NULL && find_group(arena, root, colon + 1, &user, err) != 0)
		return -1;
	if (colon == NULL && known)
		add_groups(
		    arena, read_inside(arena, root, "/etc/group"), line.fields[PASSWD_NAME], &user);
	*ret_user = user;
	return 0;
}
