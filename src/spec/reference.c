#include "spec/reference.h"

#include "base/file.h"
#include "base/path.h"
#include "base/text.h"

#include <string.h>

enum { TAG_LIMIT = 128, NAME_LIMIT = 255 };

/* What may follow the path. */
enum place_tag { TAG_NONE, TAG_PLAIN, TAG_DOCKER };

/* In the order of enum reference_transport. */
static const struct {
	const char *prefix, *thing;
	enum place_tag tag;
} transports[] = {
    [TRANSPORT_OCI] = {"oci:", "folder", TAG_PLAIN},
    [TRANSPORT_ARCHIVE] = {"archive:", "file", TAG_PLAIN},
    [TRANSPORT_OCI_ARCHIVE] = {"oci-archive:", "file", TAG_PLAIN},
    [TRANSPORT_DOCKER_ARCHIVE] = {"docker-archive:", "file", TAG_DOCKER},
    [TRANSPORT_DIR] = {"dir:", "folder", TAG_NONE},
    [TRANSPORT_ROOTFS] = {"rootfs:", "file", TAG_NONE},
};

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
is_host_byte(char byte)
{
	return byte == '-' || (byte != '_' && is_tag_byte(byte));
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

/* distribution-spec 1.1: [a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)* */
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

/* Letters, digits and "-" between dots; or what stands in the brackets of an IPv6 address. NULL: neither, else behind it. */
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
		for (length = 0; is_host_byte(host[length]);)
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

/* Cuts "@sha256:..." off the text. */
static int
cut_digest(struct arena *arena, const char **text, struct digest *ret_digest, struct error *err)
{
	const char *at = strrchr(*text, '@');

	ret_digest->text[0] = '\0';
	/* "user@host" may be part of a path: only what looks like a digest is one */
	if (at == NULL || strchr(at, '/') != NULL || strchr(at, ':') == NULL)
		return 0;
	if (digest_parse(at + 1, ret_digest, err) != 0) {
		err->kind = ERROR_USAGE;
		return -1;
	}
	*text = arena_copy(arena, *text, (size_t)(at - *text));
	return 0;
}

/* Cuts ":TAG" off a place: what follows the last colon, unless a slash follows it. */
static void
cut_tag(struct arena *arena, const char *place, struct reference *reference)
{
	const char *colon = strrchr(place, ':');

	reference->path = place;
	if (colon == NULL || strchr(colon, '/') != NULL)
		return;
	reference->path = arena_copy(arena, place, (size_t)(colon - place));
	reference->tag = arena_strdup(arena, colon + 1);
}

/* "localhost:5000/team/hello:v1": a registry that may have a port, a name, a tag; without one it is "latest". */
static int
check_docker_name(struct arena *arena, const char **name, struct error *err)
{
	const char *slash = strrchr(*name, '/');
	const char *colon = strrchr(slash == NULL ? *name : slash, ':');
	const char *repository =
	    colon == NULL ? *name : arena_copy(arena, *name, (size_t)(colon - *name));
	const char *port = strchr(repository, ':');
	const char *path = repository;

	if (port != NULL && strspn(port + 1, "0123456789") > 0 &&
	    port[1 + strspn(port + 1, "0123456789")] == '/') {
		const char *host = arena_copy(arena, repository, (size_t)(port - repository));

		if (reference_check_name(host, err) != 0)
			return -1;
		path = strchr(port, '/') + 1;
	}
	if (reference_check_name(path, err) != 0 ||
	    (colon != NULL && reference_check_tag(colon + 1, err) != 0))
		return -1;
	if (colon == NULL)
		*name = arena_printf(arena, "%s:latest", *name);
	return 0;
}

/* As skopeo cuts it: the path ends at the first colon. "@" and a number stand for a place in the archive. */
static int
cut_docker_name(
    struct arena *arena, const char *place, struct reference *reference, struct error *err)
{
	const char *colon = strchr(place, ':');

	reference->path = place;
	if (colon == NULL)
		return 0;
	reference->path = arena_copy(arena, place, (size_t)(colon - place));
	reference->tag = arena_strdup(arena, colon + 1);
	if (reference->tag[0] == '@' && reference->tag[1] != '\0' &&
	    strspn(reference->tag + 1, "0123456789") == strlen(reference->tag + 1))
		return 0;
	return check_docker_name(arena, &reference->tag, err);
}

static int
cut_place(struct arena *arena, const char *place, struct reference *reference, struct error *err)
{
	switch (transports[reference->transport].tag) {
	case TAG_PLAIN:
		cut_tag(arena, place, reference);
		break;
	case TAG_DOCKER:
		if (place[0] != ':' && cut_docker_name(arena, place, reference, err) != 0)
			return -1;
		break;
	case TAG_NONE:
		reference->path = place;
		break;
	}
	if (reference->path == NULL || reference->path[0] == '\0')
		return error_set(err, ERROR_USAGE, "\"%s%s\" names no %s",
		    transports[reference->transport].prefix, place,
		    transports[reference->transport].thing);
	if (reference->tag == NULL || transports[reference->transport].tag != TAG_PLAIN)
		return 0;
	return reference_check_tag(reference->tag, err);
}

/* 1 when `text` begins with a transport, 0 when it does not. */
static int
parse_transport(
    struct arena *arena, const char *text, struct reference *ret_reference, struct error *err)
{
	struct reference reference = {0};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(transports); i++)
		if (text_starts_with(text, transports[i].prefix))
			break;
	if (i == ARRAY_SIZE(transports))
		return 0;
	reference.transport = (enum reference_transport)i;
	text += strlen(transports[i].prefix);
	if (cut_digest(arena, &text, &reference.digest, err) != 0 ||
	    cut_place(arena, text, &reference, err) != 0)
		return -1;
	*ret_reference = reference;
	return 1;
}

/* "docker://x", "registry:x": a word and a colon, before any slash. */
static bool
names_transport(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz-");

	return length > 1 && text[length] == ':';
}

static int
unknown_transport(struct arena *arena, const char *text, struct error *err)
{
	const char *word = arena_copy(arena, text, strcspn(text, ":"));

	return error_set(err, ERROR_USAGE,
	    "unknown transport \"%s\" in \"%s\"; mote knows oci:, archive:, oci-archive:, "
	    "docker-archive:, dir: and rootfs:",
	    word, text);
}

/* A folder with a manifest of its own and no layout's mark is skopeo's. */
static enum reference_transport
kind_of(struct arena *arena, const char *path)
{
	if (!file_is_folder(path))
		return TRANSPORT_ARCHIVE;
	if (!file_exists(path_join(arena, path, "oci-layout")) &&
	    file_exists(path_join(arena, path, "manifest.json")))
		return TRANSPORT_DIR;
	return TRANSPORT_OCI;
}

/* A bare path, whole when it exists, else with ":TAG" cut off. */
static int
parse_path(
    struct arena *arena, const char *text, struct reference *ret_reference, struct error *err)
{
	struct reference reference = {.path = text};
	const char *whole = text;

	if (!file_exists(reference.path)) {
		if (cut_digest(arena, &text, &reference.digest, err) != 0)
			return -1;
		reference.path = text;
	}
	if (!file_exists(reference.path))
		cut_tag(arena, text, &reference);
	if (!file_exists(reference.path)) {
		if (names_transport(whole))
			return unknown_transport(arena, whole, err);
		return error_set(err, ERROR_NOT_FOUND,
		    "image \"%s\" is not there: neither a folder nor a file", whole);
	}
	if (reference.tag != NULL && reference_check_tag(reference.tag, err) != 0)
		return -1;
	reference.transport = kind_of(arena, reference.path);
	*ret_reference = reference;
	return 0;
}

int
reference_parse_source(
    struct arena *arena, const char *text, struct reference *ret_reference, struct error *err)
{
	int found;

	if (text[0] == '\0')
		return error_set(err, ERROR_USAGE, "the image's name is empty");
	found = parse_transport(arena, text, ret_reference, err);
	if (found != 0)
		return found < 0 ? -1 : 0;
	return parse_path(arena, text, ret_reference, err);
}

int
reference_parse_target(
    struct arena *arena, const char *text, struct reference *ret_reference, struct error *err)
{
	struct reference reference = {0};
	int found = parse_transport(arena, text, &reference, err);

	if (found < 0)
		return -1;
	if (found == 0 && names_transport(text))
		return unknown_transport(arena, text, err);
	if (found == 0)
		return error_set(err, ERROR_USAGE,
		    "output \"%s\" says no transport; write \"archive:%s\" for a file or \"oci:%s\" "
		    "for a folder",
		    text, text, text);
	if (reference.tag != NULL && reference.tag[0] == '@')
		return error_set(err, ERROR_USAGE,
		    "output \"%s\" has a place in an archive, which is only read; write "
		    "\"docker-archive:%s:NAME:TAG\"",
		    text, reference.path);
	if (reference.digest.text[0] != '\0')
		return error_set(err, ERROR_USAGE,
		    "output \"%s\" has a digest, which is known only when the image is made; "
		    "leave \"@...\" away",
		    text);
	*ret_reference = reference;
	return 0;
}

char *
reference_with_digest(
    struct arena *arena, const struct reference *reference, const struct digest *digest)
{
	const char *prefix = transports[reference->transport].prefix;

	return arena_printf(arena, "%s%s%s%s@%s", prefix, reference->path,
	    reference->tag == NULL ? "" : ":", reference->tag == NULL ? "" : reference->tag,
	    digest->text);
}
