#include "spec/reference.h"

#include "base/text.h"

#include <string.h>

/* distribution-spec 1.1, "Pulling manifests"; of a host and of a name no
 * registry takes more. */
enum { TAG_LIMIT = 128, NAME_LIMIT = 255 };

static bool
is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

static bool
is_tag_byte(char byte)
{
	return is_name_byte(byte) || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool
is_tag(const char *tag)
{
	size_t i;

	if (!is_tag_byte(tag[0]))
		return false;
	for (i = 1; tag[i] != '\0'; i++)
		if ((!is_tag_byte(tag[i]) && tag[i] != '.' && tag[i] != '-') || i >= TAG_LIMIT)
			return false;
	return true;
}

int
reference_check_tag(const char *tag, struct error *err)
{
	if (is_tag(tag))
		return 0;
	return error_set(err, ERROR_USAGE,
	    "\"%s\" is no tag: at most %d letters, digits, \"_\", \".\" and \"-\", the first no "
	    "\".\" or \"-\"",
	    tag, TAG_LIMIT);
}

/* distribution-spec 1.1:
 * [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)* */
int
reference_check_name(const char *name, struct error *err)
{
	const char *at = name;
	bool good = strlen(name) <= NAME_LIMIT;

	while (good) {
		size_t separator;

		good = is_name_byte(*at);
		while (is_name_byte(*at))
			at++;
		if (*at == '\0' || !good)
			break;
		separator = *at == '-' ? strspn(at, "-") : 1;
		if (at[0] == '_' && at[1] == '_')
			separator = 2;
		good = strchr("-._/", *at) != NULL;
		at += separator;
	}
	if (good)
		return 0;
	return error_set(err, ERROR_USAGE,
	    "\"%s\" is no image name: lower case letters and digits with single \".\", \"_\", "
	    "\"-\" or \"/\" between them",
	    name);
}

/* Letters, digits and "-" between dots; or what stands in the brackets of an
 * IPv6 address. NULL: neither, else behind it. */
static const char *
host_end(const char *host)
{
	static const char hexadecimal[] = "0123456789abcdefABCDEF:.";
	size_t length;

	if (host[0] == '[') {
		length = strspn(host + 1, hexadecimal);
		return length > 1 && host[1 + length] == ']' ? host + length + 2 : NULL;
	}
	for (;;) {
		for (length = 0;
		    host[length] == '-' || (host[length] != '_' && is_tag_byte(host[length]));)
			length++;
		if (length == 0 || host[0] == '-' || host[length - 1] == '-')
			return NULL;
		if (host[length] != '.')
			return host + length;
		host += length + 1;
	}
}

int
reference_check_host(const char *host, struct error *err)
{
	const char *end = strlen(host) <= NAME_LIMIT ? host_end(host) : NULL;
	uint64_t port;

	if (end != NULL && *end == '\0')
		return 0;
	if (end != NULL && *end == ':' && text_to_number(end + 1, UINT16_MAX, &port) == 0 &&
	    port != 0)
		return 0;
	return error_set(err, ERROR_USAGE,
	    "\"%s\" is no registry; write HOST or HOST:PORT, as in \"localhost:5000\"", host);
}
