#include "command/registry_flags.h"

#include "base/file.h"

#include <string.h>

/* More connections than JOBS_LIMIT serve nobody and get a client barred; a day is longer than any wait that is meant. */
enum { JOBS_LIMIT = 64, RETRY_LIMIT = 100, SECONDS_LIMIT = 86400, MILLION = 1000000 };

static int
take_jobs(void *context, struct arena *arena UNUSED, const char *value, struct error *err)
{
	uint64_t number;

	if (text_to_number(value, JOBS_LIMIT, &number) != 0 || number == 0)
		return error_set(err, ERROR_USAGE,
		    "--jobs \"%s\" is no number of connections from 1 to %d", value, JOBS_LIMIT);
	((struct registry_access *)context)->jobs = (unsigned)number;
	return 0;
}

static int
take_retry(void *context, struct arena *arena UNUSED, const char *value, struct error *err)
{
	struct registry_access *access = context;
	uint64_t number;

	if (text_to_number(value, RETRY_LIMIT, &number) != 0)
		return error_set(err, ERROR_USAGE,
		    "--retry \"%s\" is no number from 0 to %d: how often a request is tried again",
		    value, RETRY_LIMIT);
	access->retries = (unsigned)number;
	access->has_retries = true;
	return 0;
}

/* "2", "0.5": digits and a dot, whatever the locale has between them. In millionths of a second. */
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
take_retry_delay(void *context, struct arena *arena, const char *value, struct error *err)
{
	uint64_t millionths;

	if (parse_seconds(arena, value, &millionths) != 0)
		return error_set(err, ERROR_USAGE,
		    "--retry-delay \"%s\" is no number of seconds as 2 or 0.5, at most %d", value,
		    SECONDS_LIMIT);
	/* 0 in the struct is the default: who asks for no wait gets one that nobody sees */
	((struct registry_access *)context)->retry_delay =
	    (double)(millionths == 0 ? 1 : millionths) / MILLION;
	return 0;
}

static int
take_timeout(void *context, struct arena *arena UNUSED, const char *value, struct error *err)
{
	uint64_t number;

	if (text_to_number(value, SECONDS_LIMIT, &number) != 0 || number == 0)
		return error_set(err, ERROR_USAGE,
		    "--timeout \"%s\" is no whole number of seconds from 1 to %d", value,
		    SECONDS_LIMIT);
	((struct registry_access *)context)->timeout = (unsigned)number;
	return 0;
}

static int
take_authorities(void *context, struct arena *arena UNUSED, const char *value, struct error *err)
{
	if (file_is_folder(value))
		return error_set(err, ERROR_USAGE,
		    "--ca \"%s\" is a folder; name a file of certificates in PEM form", value);
	if (!file_exists(value))
		return error_set(err, ERROR_NOT_FOUND,
		    "--ca \"%s\" is not there; name a file of certificates in PEM form", value);
	((struct registry_access *)context)->authorities = value;
	return 0;
}

static int
take_insecure(void *context, struct arena *arena, const char *value, struct error *err)
{
	struct text_list *hosts = &((struct registry_access *)context)->insecure;

	if (reference_check_host(value, err) != 0)
		return error_wrap(err, "--insecure");
	if (!text_list_has(hosts, value))
		text_list_add(hosts, arena, value);
	return 0;
}

static int
take_realm(void *context, struct arena *arena, const char *value, struct error *err)
{
	struct text_list *hosts = &((struct registry_access *)context)->realms;

	if (reference_check_host(value, err) != 0)
		return error_wrap(err, "--realm");
	if (!text_list_has(hosts, value))
		text_list_add(hosts, arena, value);
	return 0;
}

static int
take_allow_secrets(
    void *context, struct arena *arena UNUSED, const char *value UNUSED, struct error *err UNUSED)
{
	((struct registry_access *)context)->allow_secrets = true;
	return 0;
}

const struct flag registry_flags[] = {
    {"jobs", 0, "N", "connections side by side (4)", take_jobs},
    {"retry", 0, "N", "how often a request is tried again (5)", take_retry},
    {"retry-delay", 0, "SECONDS", "before the first of them, doubled for each (1)",
	take_retry_delay},
    {"timeout", 0, "SECONDS", "that a connection may stand still (60)", take_timeout},
    {"ca", 0, "FILE", "trust these certificates, not the system's", take_authorities},
    {"insecure", 0, "HOST", "trust any certificate, or none at all; again: more", take_insecure},
    {"realm", 0, "HOST", "send credentials to this token service too; again: more", take_realm},
    {0},
};

const struct flag registry_push_flags[] = {
    {"allow-secrets", 0, NULL, "push what looks like a private key or a password",
	take_allow_secrets},
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
