#include "spec/reference.h"

#include "base/file.h"
#include "base/output_file.h"
#include "base/path.h"
#include "base/text.h"
#include "spec/image_name.h"
#include "spec/spec_value.h"
#include "stream/compressor.h"

#include <string.h>

/* The part that may follow the path. */
enum place_tag { TAG_NONE, TAG_PLAIN, TAG_DOCKER, TAG_REPOSITORY, TAG_ENGINE };

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
    [TRANSPORT_REGISTRY] = {"docker://", "repository", TAG_REPOSITORY},
    [TRANSPORT_DOCKER_DAEMON] = {"docker-daemon:", "image", TAG_ENGINE},
};

/* A mistyped reference is a usage error and no failure. */
static int
usage_error(struct error *err)
{
	err->kind = ERROR_USAGE;
	return -1;
}

static bool
is_engine_id(const char *path)
{
	return text_starts_with(path, "sha256:");
}

/* Cuts "@sha256:..." off the text. */
static int
cut_digest(struct arena *arena, const char **text, struct digest *ret_digest, struct error *err)
{
	const char *at = strrchr(*text, '@');

	ret_digest->text[0] = '\0';
	/* "user@host" may be part of a path: only what looks like a digest is
	 * one */
	if (at == NULL || strchr(at, '/') != NULL || strchr(at, ':') == NULL)
		return 0;
	if (digest_parse(at + 1, ret_digest, err) != 0)
		return usage_error(err);
	*text = arena_copy(arena, *text, (size_t)(at - *text));
	return 0;
}

/* Cuts ":TAG" off a place: what follows the last colon, unless a slash follows
 * it. */
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

/* Whether the text is "HOST/NAME:TAG". */
static bool
is_whole_name(struct arena *arena, const char *text, const char **ret_name, const char **ret_tag)
{
	const char *slash = strrchr(text, '/');
	const char *colon = slash == NULL ? NULL : strrchr(slash, ':');
	struct error ignored;

	if (colon == NULL)
		return false;
	*ret_name = arena_copy(arena, text, (size_t)(colon - text));
	*ret_tag = arena_strdup(arena, colon + 1);
	return image_name_has_host(*ret_name) &&
	    image_name_check(arena, *ret_name, &ignored) == 0 &&
	    reference_check_tag(*ret_tag, &ignored) == 0;
}

/* Splits the place of a layout or an archive into a path and ":HOST/NAME:TAG"
 * or ":TAG". */
static void
cut_name(struct arena *arena, const char *place, struct reference *reference)
{
	const char *colon, *name, *tag;

	for (colon = strchr(place, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
		if (!is_whole_name(arena, colon + 1, &name, &tag))
			continue;
		reference->path = arena_copy(arena, place, (size_t)(colon - place));
		reference->name = name;
		reference->tag = tag;
		return;
	}
	cut_tag(arena, place, reference);
}

/* "localhost:5000/team/hello:v1": a registry that may have a port, a name, a
 * tag; without one it is "latest". */
static int
check_docker_name(struct arena *arena, const char **name, struct error *err)
{
	const char *slash = strrchr(*name, '/');
	const char *colon = strrchr(slash == NULL ? *name : slash, ':');
	const char *repository =
	    colon == NULL ? *name : arena_copy(arena, *name, (size_t)(colon - *name));

	if (image_name_check(arena, repository, err) != 0 ||
	    (colon != NULL && reference_check_tag(colon + 1, err) != 0))
		return -1;
	if (colon == NULL)
		*name = arena_printf(arena, "%s:latest", *name);
	return 0;
}

/* As skopeo cuts it: the path ends at the first colon. "@" and a number stand
 * for a place in the archive. */
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

/* "localhost:5000" and "registry.example.org" without a slash are meant as
 * hosts, though Docker takes them for names. */
static int
refuse_host_alone(struct arena *arena, const char *place, struct error *err)
{
	const char *host = arena_copy(arena, place, strcspn(place, ":"));

	if (strchr(place, '/') != NULL || reference_check_host(place, err) != 0 ||
	    (strcmp(host, "localhost") != 0 && strchr(host, '.') == NULL))
		return 0;
	return error_set(err, ERROR_USAGE,
	    "\"%s\" is a registry without a repository; write \"docker://%s/NAME\"", place, place);
}

/* The name in full, as registries know it. */
static int
cut_repository(
    struct arena *arena, const char *place, struct reference *reference, struct error *err)
{
	if (refuse_host_alone(arena, place, err) != 0)
		return -1;
	cut_tag(arena, place, reference);
	if (reference->path[0] == '\0')
		return 0;
	if (image_name_check(arena, reference->path, err) != 0)
		return -1;
	reference->path = image_name_repository(arena, reference->path);
	return 0;
}

/* A name as the engine shows it, or "sha256:..." which it calls an image's
 * ID. */
static int
cut_engine_name(
    struct arena *arena, const char *place, struct reference *reference, struct error *err)
{
	struct digest id;

	if (is_engine_id(place)) {
		reference->path = place;
		return digest_parse(place, &id, err) == 0 ? 0 : usage_error(err);
	}
	cut_tag(arena, place, reference);
	if (reference->path[0] == '\0')
		return 0;
	return image_name_check(arena, reference->path, err);
}

static int
cut_place(struct arena *arena, const char *place, struct reference *reference, struct error *err)
{
	enum place_tag kind = transports[reference->transport].tag;

	switch (kind) {
	case TAG_PLAIN:
		cut_name(arena, place, reference);
		break;
	case TAG_REPOSITORY:
		if (cut_repository(arena, place, reference, err) != 0)
			return -1;
		break;
	case TAG_ENGINE:
		if (cut_engine_name(arena, place, reference, err) != 0)
			return -1;
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
	if (reference->tag == NULL || kind == TAG_DOCKER)
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
	    "docker-archive:, dir:, rootfs:, docker:// and docker-daemon:",
	    word, text);
}

static int
parse_repository(
    struct arena *arena, const char *text, struct reference *ret_reference, struct error *err)
{
	struct reference reference = {.transport = TRANSPORT_REGISTRY};

	if (cut_digest(arena, &text, &reference.digest, err) != 0 ||
	    cut_place(arena, text, &reference, err) != 0)
		return -1;
	*ret_reference = reference;
	return 0;
}

/* Whether the text begins with a host and is no file: "localhost:5000/hello".
 * The folder "build.d" of "build.d/hello.tar" may look like one too, one with a
 * port may not. */
static bool
means_registry(struct arena *arena, const char *text)
{
	const char *host = arena_copy(arena, text, strcspn(text, "/"));
	struct reference reference;
	struct error ignored;

	if (compressor_names_archive(text))
		return false;
	if (!image_name_has_host(text) || reference_check_host(host, &ignored) != 0)
		return false;
	return strchr(host, ':') != NULL ||
	    parse_repository(arena, text, &reference, &ignored) == 0;
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

	if (output_file_is_dash(text)) {
		reference.transport = TRANSPORT_ARCHIVE;
		*ret_reference = reference;
		return 0;
	}
	if (!file_exists(reference.path)) {
		if (cut_digest(arena, &text, &reference.digest, err) != 0)
			return -1;
		reference.path = text;
	}
	if (!file_exists(reference.path))
		cut_name(arena, text, &reference);
	if (!file_exists(reference.path)) {
		if (means_registry(arena, whole))
			return parse_repository(arena, whole, ret_reference, err);
		if (names_transport(whole))
			return unknown_transport(arena, whole, err);
		return error_set(err, ERROR_NOT_FOUND,
		    "image \"%s\" is not there: neither a folder nor a file; write "
		    "\"docker://NAME\" for one in a registry",
		    whole);
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
	if (found < 0 || (found == 0 && parse_path(arena, text, ret_reference, err) != 0))
		return -1;
	reference_default_tag(ret_reference);
	return 0;
}

bool
reference_is_local(const struct reference *reference)
{
	enum place_tag kind = transports[reference->transport].tag;

	return kind != TAG_REPOSITORY && kind != TAG_ENGINE;
}

bool
reference_is_file(const struct reference *reference)
{
	return strcmp(transports[reference->transport].thing, "file") == 0;
}

void
reference_default_tag(struct reference *reference)
{
	enum place_tag kind = transports[reference->transport].tag;

	if (reference->tag == NULL && reference->digest.text[0] == '\0' &&
	    (kind == TAG_REPOSITORY || (kind == TAG_ENGINE && !is_engine_id(reference->path))))
		reference->tag = "latest";
}

int
reference_parse_registry(
    struct arena *arena, const char *text, struct reference *ret_reference, struct error *err)
{
	const char *prefix = transports[TRANSPORT_REGISTRY].prefix;
	const char *name = text_starts_with(text, prefix) ? text + strlen(prefix) : text;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(transports) && name == text; i++)
		if (text_starts_with(text, transports[i].prefix))
			return error_set(err, ERROR_USAGE,
			    "\"%s\" is no repository of a registry; write HOST/NAME[:TAG]", text);
	if (name[0] == '\0')
		return error_set(err, ERROR_USAGE, "the repository's name is empty");
	return parse_repository(arena, name, ret_reference, err);
}

int
reference_check_target(const char *text, const struct reference *reference, struct error *err)
{
	if (value_output("output", text, err) != 0)
		return -1;
	if (reference->tag != NULL && reference->tag[0] == '@')
		return error_set(err, ERROR_USAGE,
		    "output \"%s\" has a place in an archive, which is only read; write "
		    "\"docker-archive:%s:NAME:TAG\"",
		    text, reference->path);
	if (reference->digest.text[0] != '\0')
		return error_set(err, ERROR_USAGE,
		    "output \"%s\" has a digest, which is known only when the image is made; "
		    "leave \"@...\" away",
		    text);
	if (reference->transport == TRANSPORT_DOCKER_DAEMON && is_engine_id(reference->path))
		return error_set(err, ERROR_USAGE,
		    "output \"%s\" is an image's ID, which is only read; write "
		    "\"docker-daemon:NAME:TAG\"",
		    text);
	return 0;
}

/* The target has no transport: which may be meant? */
static int
without_transport(struct arena *arena, const char *text, struct error *err)
{
	if (means_registry(arena, text))
		return error_set(err, ERROR_USAGE,
		    "output \"%s\" has no transport; write \"docker://%s\" for a registry", text,
		    text);
	if (names_transport(text))
		return unknown_transport(arena, text, err);
	return error_set(err, ERROR_USAGE,
	    "output \"%s\" has no transport; write \"archive:%s\" for a file or \"oci:%s\" "
	    "for a folder",
	    text, text, text);
}

int
reference_parse_target(
    struct arena *arena, const char *text, struct reference *ret_reference, struct error *err)
{
	struct reference reference = {0};
	int found = parse_transport(arena, text, &reference, err);

	if (found == 0)
		return without_transport(arena, text, err);
	if (found < 0 || reference_check_target(text, &reference, err) != 0)
		return -1;
	*ret_reference = reference;
	return 0;
}

char *
reference_with_digest(
    struct arena *arena, const struct reference *reference, const struct digest *digest)
{
	/* of a registry as docker and podman read it */
	const char *prefix = reference->transport == TRANSPORT_REGISTRY
	    ? ""
	    : transports[reference->transport].prefix;

	return arena_printf(arena, "%s%s%s%s%s%s@%s", prefix, reference->path,
	    reference->name == NULL ? "" : ":", reference->name == NULL ? "" : reference->name,
	    reference->tag == NULL ? "" : ":", reference->tag == NULL ? "" : reference->tag,
	    digest->text);
}
