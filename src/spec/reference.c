#include "spec/reference.h"

#include "base/file.h"
#include "base/text.h"

#include <string.h>

enum { TAG_LIMIT = 128, NAME_LIMIT = 255 };

static const struct {
	const char *prefix;
	enum reference_transport transport;
} transports[] = {
    {"oci:", TRANSPORT_OCI},
    {"archive:", TRANSPORT_ARCHIVE},
    {"oci-archive:", TRANSPORT_ARCHIVE},
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
	reference.transport = transports[i].transport;
	text += strlen(transports[i].prefix);
	if (cut_digest(arena, &text, &reference.digest, err) != 0)
		return -1;
	cut_tag(arena, text, &reference);
	if (reference.path[0] == '\0')
		return error_set(err, ERROR_USAGE, "\"%s%s\" names no %s", transports[i].prefix,
		    text, reference.transport == TRANSPORT_OCI ? "folder" : "file");
	if (reference.tag != NULL && reference_check_tag(reference.tag, err) != 0)
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
	    "unknown transport \"%s\" in \"%s\"; mote knows oci:DIR[:TAG] and archive:FILE[:TAG]",
	    word, text);
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
	reference.transport = file_is_folder(reference.path) ? TRANSPORT_OCI : TRANSPORT_ARCHIVE;
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
	const char *transport = reference->transport == TRANSPORT_OCI ? "oci" : "archive";

	return arena_printf(arena, "%s:%s%s%s@%s", transport, reference->path,
	    reference->tag == NULL ? "" : ":", reference->tag == NULL ? "" : reference->tag,
	    digest->text);
}
