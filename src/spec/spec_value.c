#include "spec/spec_value.h"

#include "base/path.h"

#include <stdio.h>
#include <string.h>

enum { KEY_LIMIT = 1024, VALUE_LIMIT = 128 << 10, PATH_LIMIT = 4095 };

/* The users that `with: passwd` writes; a scratch image needs no passwd file to
 * run as one of them. */
static const struct {
	const char *name;
	uint32_t number;
} users[] = {{"root", 0}, {"nobody", 65534}, {"nonroot", 65532}};

int
value_text(const char *key, const char *text, struct error *err)
{
	const char *at;

	if (!text_is_utf8(text, strlen(text)))
		return error_set(err, ERROR_USAGE, "%s \"%.200s\" is not UTF-8", key, text);
	for (at = text; *at != '\0'; at++)
		if (((unsigned char)*at < 0x20 && *at != '\n' && *at != '\t') || *at == 0x7f)
			return error_set(
			    err, ERROR_USAGE, "%s \"%.200s\" has a control character", key, text);
	if (at - text > VALUE_LIMIT)
		return error_set(err, ERROR_USAGE, "%s \"%.60s...\" is longer than %d bytes", key,
		    text, VALUE_LIMIT);
	return 0;
}

/* A number or a known name; `length` bytes of `text`. */
static int
user_number(const char *text, size_t length, uint32_t *ret_number)
{
	char part[32];
	uint64_t number;
	size_t i;

	if (length == 0 || length >= sizeof(part))
		return -1;
	memcpy(part, text, length);
	part[length] = '\0';
	for (i = 0; i < ARRAY_SIZE(users); i++) {
		if (strcmp(users[i].name, part) == 0) {
			*ret_number = users[i].number;
			return 0;
		}
	}
	/* 4294967295 is (uid_t)-1, "no user" to the kernel */
	if (text_to_number(part, UINT32_MAX - 1, &number) != 0)
		return -1;
	*ret_number = (uint32_t)number;
	return 0;
}

static int
parse_user(const char *key, const char *text, uint32_t ret_numbers[2], struct error *err)
{
	size_t length = strcspn(text, ":");
	uint32_t user, group;

	if (user_number(text, length, &user) != 0)
		return error_set(err, ERROR_USAGE,
		    "%s \"%s\" is neither a number nor root, nobody or nonroot; write UID or "
		    "UID:GID, a scratch image has no other names",
		    key, text);
	group = user;
	if (text[length] == ':' &&
	    user_number(text + length + 1, strlen(text + length + 1), &group) != 0)
		return error_set(err, ERROR_USAGE,
		    "the group in %s \"%s\" is neither a number nor root, nobody or nonroot", key,
		    text);
	ret_numbers[0] = user;
	ret_numbers[1] = group;
	return 0;
}

int
value_user(struct arena *arena, const char *text, const char **ret_user, struct error *err)
{
	uint32_t numbers[2] = {0, 0};

	if (parse_user("user", text, numbers, err) != 0)
		return -1;
	*ret_user = arena_printf(arena, "%u:%u", numbers[0], numbers[1]);
	return 0;
}

int
value_owner(const char *text, uint32_t *ret_owner, uint32_t *ret_group, struct error *err)
{
	uint32_t numbers[2] = {0, 0};

	if (parse_user("owner", text, numbers, err) != 0)
		return -1;
	*ret_owner = numbers[0];
	*ret_group = numbers[1];
	return 0;
}

int
value_output(const char *key, const char *text, struct error *err)
{
	const char *at = text;

	if (!text_is_utf8(text, strlen(text)))
		return error_set(err, ERROR_USAGE,
		    "%s \"%.200s\" is not UTF-8; give it another name", key, text);
	while (text_plain_length(at) > 0)
		at += text_plain_length(at);
	if (*at == '\0')
		return 0;
	return error_set(err, ERROR_USAGE,
	    "%s \"%.200s\" has a control character; give it another name", key, text);
}

int
value_absolute(struct arena *arena, const char *text, struct value_path rules,
    const char **ret_path, struct error *err)
{
	const char *cleaned;

	if (value_text(rules.key, text, err) != 0)
		return -1;
	if (text[0] != '/')
		return error_set(err, ERROR_USAGE,
		    "%s \"%s\" is not absolute; write \"/%s\", a path inside the image", rules.key,
		    text, text_starts_with(text, "./") ? text + 2 : text);
	if (path_climbs(text))
		return error_set(err, ERROR_USAGE, "%s \"%s\" has a \"..\"; write the path without",
		    rules.key, text);
	if (strlen(text) > PATH_LIMIT)
		return error_set(err, ERROR_USAGE, "%s \"%.60s...\" is longer than %d bytes",
		    rules.key, text, PATH_LIMIT);
	cleaned = path_clean(arena, text);
	if (rules.folder_mark && text_ends_with(text, "/") && cleaned[1] != '\0')
		cleaned = arena_printf(arena, "%s/", cleaned);
	*ret_path = cleaned;
	return 0;
}

int
value_port(struct arena *arena, const char *text, const char **ret_port, struct error *err)
{
	size_t length = strcspn(text, "/");
	const char *protocol = text[length] == '/' ? text + length + 1 : "tcp";
	uint64_t port;

	if (text_to_number(arena_copy(arena, text, length), 65535, &port) != 0 || port == 0)
		return error_set(err, ERROR_USAGE,
		    "expose \"%s\" is no port; write a number from 1 to 65535, as in 8080 or 53/udp",
		    text);
	if (strcmp(protocol, "tcp") != 0 && strcmp(protocol, "udp") != 0 &&
	    strcmp(protocol, "sctp") != 0)
		return error_set(err, ERROR_USAGE,
		    "the protocol in expose \"%s\" is not tcp, udp or sctp", text);
	*ret_port = arena_printf(arena, "%u/%s", (unsigned)port, protocol);
	return 0;
}

int
value_package(const char *text, struct error *err)
{
	static const char known[] = "abcdefghijklmnopqrstuvwxyz0123456789+-.";
	enum { LONGEST_PACKAGE = 128 };
	size_t length = strlen(text);

	if (length >= 2 && length <= LONGEST_PACKAGE && strspn(text, known) == length &&
	    strchr("+-.", text[0]) == NULL)
		return 0;
	return error_set(err, ERROR_USAGE,
	    "\"%.100s\" is no name of a Debian package; write one as in autoconf, without a "
	    "version",
	    text);
}

/* "SIGRTMIN+3", "SIGRTMAX-1" */
static bool
is_real_time_signal(const char *name)
{
	uint64_t distance;

	if (strcmp(name, "SIGRTMIN") == 0 || strcmp(name, "SIGRTMAX") == 0)
		return true;
	if (!text_starts_with(name, "SIGRTMIN+") && !text_starts_with(name, "SIGRTMAX-"))
		return false;
	return text_to_number(name + 9, 30, &distance) == 0;
}

int
value_signal(struct arena *arena, const char *text, const char **ret_signal, struct error *err)
{
	/* those that programs wait for come first: of two near ones the first
	 * is proposed */
	static const char *const names[] = {"SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1",
	    "SIGUSR2", "SIGWINCH", "SIGKILL", "SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCONT",
	    "SIGFPE", "SIGILL", "SIGIO", "SIGPIPE", "SIGPROF", "SIGPWR", "SIGSEGV", "SIGSTKFLT",
	    "SIGSTOP", "SIGSYS", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGVTALRM",
	    "SIGXCPU", "SIGXFSZ", NULL};
	const char *name = text, *nearest;
	uint64_t number;
	size_t i;

	if (text_to_number(text, 64, &number) == 0 && number > 0) {
		*ret_signal = arena_printf(arena, "%u", (unsigned)number);
		return 0;
	}
	if (!text_starts_with(text, "SIG"))
		name = arena_printf(arena, "SIG%s", text);
	for (i = 0; names[i] != NULL; i++) {
		if (strcmp(names[i], name) == 0) {
			*ret_signal = names[i];
			return 0;
		}
	}
	if (is_real_time_signal(name)) {
		*ret_signal = name;
		return 0;
	}
	nearest = text[0] >= '0' && text[0] <= '9' ? NULL : text_nearest(name, names);
	if (nearest != NULL)
		return error_set(err, ERROR_USAGE,
		    "unknown stop signal \"%s\"; did you mean \"%s\"?", text, nearest);
	return error_set(err, ERROR_USAGE,
	    "unknown stop signal \"%s\"; write a name as SIGTERM, or a number from 1 to 64", text);
}

int
value_mode(const char *text, int *ret_mode, struct error *err)
{
	const char *digits = text;
	int mode = 0;
	size_t i;

	if (text_starts_with(text, "0o"))
		digits += 2;
	else if (text[0] == '0')
		digits++;
	for (i = 0; digits[i] >= '0' && digits[i] <= '7' && i < 4; i++)
		mode = mode * 8 + (digits[i] - '0');
	if (i == 0 || digits[i] != '\0')
		return error_set(err, ERROR_USAGE,
		    "mode \"%s\" is no octal mode; write it as 0644 or 0755", text);
	*ret_mode = mode;
	return 0;
}

int
value_pair(const char *kind, const struct pair *pair, struct error *err)
{
	char what[128];

	if (pair->key[0] == '\0')
		return error_set(err, ERROR_USAGE, "%s with an empty name", kind);
	snprintf(what, sizeof(what), "the value of %s %.60s,", kind, pair->key);
	if (value_text(kind, pair->key, err) != 0 || value_text(what, pair->value, err) != 0)
		return -1;
	if (strpbrk(pair->key, "\n\t") != NULL)
		return error_set(
		    err, ERROR_USAGE, "%s \"%s\" has a control character", kind, pair->key);
	if (strcmp(kind, "env") == 0 && strchr(pair->key, '=') != NULL)
		return error_set(err, ERROR_USAGE, "env \"%s\" has a \"=\" in its name", pair->key);
	if (strlen(pair->key) > KEY_LIMIT)
		return error_set(err, ERROR_USAGE,
		    "the name of %s \"%.60s...\" is longer than %d bytes", kind, pair->key,
		    KEY_LIMIT);
	return 0;
}

int
value_nonempty(const char *key, const char *text, struct error *err)
{
	if (text[0] == '\0')
		return error_set(err, ERROR_USAGE, "%s is empty", key);
	return value_text(key, text, err);
}
