#include "command/registry_flags.h"

#include "base/file.h"

#include <string.h>

/* More connections than JOBS_LIMIT serve nobody and get a client barred; a day
 * is longer than any wait that is meant. */
enum { JOBS_LIMIT = 64, RETRY_LIMIT = 100, SECONDS_LIMIT = 86400, MILLION = 1000000 };

static int
set_jobs(void *context, const struct flag_value *value, struct error *err)
{
	uint64_t number;

	if (text_to_number(value->text, JOBS_LIMIT, &number) != 0 || number == 0)
		return error_set(err, ERROR_USAGE,
		    "--jobs \"%s\" is no number of connections from 1 to %d", value->text,
		    JOBS_LIMIT);
	((struct registry_access *)context)->jobs = (unsigned)number;
	return 0;
}

static int
set_retry(void *context, const struct flag_value *value, struct error *err)
{
	struct registry_access *access = context;
	uint64_t number;

	if (text_to_number(value->text, RETRY_LIMIT, &number) != 0)
		return error_set(err, ERROR_USAGE,
		    "--retry \"%s\" is no number from 0 to %d: how often a request is tried again",
		    value->text, RETRY_LIMIT);
	access->retries = (unsigned)number;
	access->has_retries = true;
	return 0;
}

/* "2", "0.5": digits and a dot, whatever the locale has between them. In
 * millionths of a second. */
static int
parse_seconds(struct arena *arena, const char *text, uint64_t *ret_millionths)
{
	size_t whole = strspn(text, "0123456789");
	const char *fraction = text[whole] == '.' ? text + whole + 1 : "0";
	char digits[] = "000000";
	uint64_t seconds, millionths;

	if ((text[whole] != '\0' && text[whole] != '.') || fraction[0] == '\0' ||
	    strlen(fraction) > strlen(digits))
		return -1;
	memcpy(digits, fraction, strlen(fraction));
	if (text_to_number(arena_copy(arena, text, whole), SECONDS_LIMIT, &seconds) != 0 ||
	    text_to_number(digits, MILLION, &millionths) != 0)
		return -1;
	*ret_millionths = seconds * MILLION + millionths;
	return 0;
}

static int
set_retry_delay(void *context, const struct flag_value *value, struct error *err)
{
	uint64_t millionths;

	if (parse_seconds(value->arena, value->text, &millionths) != 0)
		return error_set(err, ERROR_USAGE,
		    "--retry-delay \"%s\" is no number of seconds as 2 or 0.5, at most %d",
		    value->text, SECONDS_LIMIT);
	/* 0 in the struct is the default: who asks for no wait gets one that
	 * nobody sees */
	((struct registry_access *)context)->retry_delay =
	    (double)(millionths == 0 ? 1 : millionths) / MILLION;
	return 0;
}

static int
set_timeout(void *context, const struct flag_value *value, struct error *err)
{
	uint64_t number;

	if (text_to_number(value->text, SECONDS_LIMIT, &number) != 0 || number == 0)
		return error_set(err, ERROR_USAGE,
		    "--timeout \"%s\" is no whole number of seconds from 1 to %d", value->text,
		    SECONDS_LIMIT);
	((struct registry_access *)context)->timeout = (unsigned)number;
	return 0;
}

static int
set_authorities(void *context, const struct flag_value *value, struct error *err)
{
	if (file_is_folder(value->text))
		return error_set(err, ERROR_USAGE,
		    "--ca \"%s\" is a folder; name a file of certificates in PEM form",
		    value->text);
	if (!file_exists(value->text))
		return error_set(err, ERROR_NOT_FOUND,
		    "--ca \"%s\" is not there; name a file of certificates in PEM form",
		    value->text);
	((struct registry_access *)context)->authorities = value->text;
	return 0;
}

static int
set_insecure(void *context, const struct flag_value *value, struct error *err)
{
	struct text_list *hosts = &((struct registry_access *)context)->insecure;

	if (reference_check_host(value->text, err) != 0)
		return error_wrap(err, "--insecure");
	if (!text_list_has(hosts, value->text))
		text_list_add(hosts, value->arena, value->text);
	return 0;
}

static int
set_realm(void *context, const struct flag_value *value, struct error *err)
{
	struct text_list *hosts = &((struct registry_access *)context)->realms;

	if (reference_check_host(value->text, err) != 0)
		return error_wrap(err, "--realm");
	if (!text_list_has(hosts, value->text))
		text_list_add(hosts, value->arena, value->text);
	return 0;
}

const struct flag registry_flags[] = {
    {"jobs", 0, "N", "connections side by side (4)", .set = set_jobs},
    {"retry", 0, "N", "how often a request is tried again (5)", .set = set_retry},
    {"retry-delay", 0, "SECONDS", "before the first of them, doubled for each (1)",
	.set = set_retry_delay},
    {"timeout", 0, "SECONDS", "that a connection may stand still (60)", .set = set_timeout},
    {"ca", 0, "FILE", "trust these certificates, not the system's", .set = set_authorities},
    {"insecure", 0, "HOST", "trust any certificate, or none at all; again: more",
	.set = set_insecure},
    {"realm", 0, "HOST", "send credentials to this host too; again: more", .set = set_realm},
    {0},
};

const struct flag registry_push_flags[] = {
    {"allow-secrets", 0, NULL, "push what looks like a private key or a password",
	FLAG_SWITCH(struct registry_access, allow_secrets)},
    {0},
};

void
registry_access_set(struct reference *reference, const struct registry_access *access)
{
	if (!reference_is_local(reference))
		reference->access = access;
}

void
registry_access_set_all(
    struct reference *references, size_t count, const struct registry_access *access)
{
	size_t i;

	for (i = 0; i < count; i++)
		registry_access_set(&references[i], access);
}
