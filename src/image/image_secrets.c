#include "image/image_secrets.h"

#include "base/path.h"
#include "base/scope.h"
#include "image/layer_read.h"
#include "store/blob_reader.h"

#include <archive_entry.h>
#include <fnmatch.h>
#include <string.h>

/* The largest file whose bytes are looked at, and how many files an error names. */
enum { CONTENT_LIMIT = 64 << 10, NAMED_LIMIT = 5, FOUND_LIMIT = 1000 };

static const char private_key[] = "a private key", credentials[] = "credentials";

static const struct {
	const char *folder; /* that the file lies in, its last names; NULL: any */
	const char *name; /* a pattern */
	const char *what;
} rules[] = {
    {NULL, ".env", "often passwords"},
    {NULL, ".env.*", "often passwords"},
    {".docker", "config.json", credentials},
    {".config/containers", "auth.json", credentials},
    {".aws", "credentials", credentials},
    {".ssh", "id_*", private_key},
    {".config/gcloud", "*credentials*", credentials},
    {".kube", "config", credentials},
    {NULL, ".netrc", credentials},
    {NULL, ".pgpass", credentials},
    {NULL, ".git-credentials", credentials},
};

/* What only shows how an .env looks, and what everybody may know of a key. */
static const char *const harmless[] = {".example", ".sample", ".template", ".dist", ".pub"};

/* Files that often hold a key among other things. */
static const char *const key_files[] = {".pem", ".key", ".crt", ".json"};

static bool
ends_with_one(const char *text, const char *const *endings, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (text_ends_with(text, endings[i]))
			return true;
	return false;
}

/* Whether "/root/.docker/config.json" lies in a folder ".docker". */
static bool
lies_in(const char *path, const char *folder)
{
	size_t length = (size_t)(path_base(path) - path), folder_length = strlen(folder);

	/* "/", folder, "/" before the name */
	return length >= folder_length + 2 && path[length - folder_length - 2] == '/' &&
	    strncmp(path + length - folder_length - 1, folder, folder_length) == 0;
}

const char *
image_secret_path(const char *path)
{
	const char *name = path_base(path);
	size_t i;

	if (strstr(path, "/.git/") != NULL)
		return "a git repository";
	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (fnmatch(rules[i].name, name, 0) == 0 &&
		    (rules[i].folder == NULL || lies_in(path, rules[i].folder)))
			return ends_with_one(name, harmless, ARRAY_SIZE(harmless)) ? NULL
										   : rules[i].what;
	return NULL;
}

/* RFC 7468, section 2: "-----BEGIN EC PRIVATE KEY-----"; OpenPGP's ends with "PRIVATE KEY BLOCK-----". */
static bool
is_key_here(const char *at)
{
	static const char begin[] = "-----BEGIN ", end[] = "PRIVATE KEY";
	size_t length;

	if (!text_starts_with(at, begin))
		return false;
	at += sizeof(begin) - 1;
	length = strcspn(at, "-\r\n");
	at = memmem(at, length, end, sizeof(end) - 1);
	return at != NULL &&
	    (text_starts_with(at + sizeof(end) - 1, "-----") ||
		text_starts_with(at + sizeof(end) - 1, " BLOCK-----"));
}

/* A token that is not taken from the environment when it is used, as in "_authToken=${NPM_TOKEN}". */
static bool
has_npm_token(const char *text)
{
	static const char key[] = "_authToken";

	while ((text = strstr(text, key)) != NULL) {
		text += sizeof(key) - 1;
		text += strspn(text, " \t=");
		if (*text != '$')
			return true;
	}
	return false;
}

/* `bytes` ends with a NUL; a binary file ends for us at its first, which is before any of this. */
const char *
image_secret_bytes(const char *path, const char *bytes)
{
	bool anywhere = ends_with_one(path, key_files, ARRAY_SIZE(key_files));
	const char *at = bytes + strspn(bytes, " \t\r\n");

	if (is_key_here(at))
		return private_key;
	while (anywhere && (at = strstr(at, "-----BEGIN ")) != NULL)
		if (is_key_here(at++))
			return private_key;
	if (strcmp(path_base(path), ".npmrc") == 0 && has_npm_token(bytes))
		return "a token";
	return NULL;
}

/* What was found so far, in all layers that were looked at. */
struct screening {
	struct arena *arena;
	struct arena own; /* of one layer */
	const struct store *store;
	struct text_list found; /* in words, each once */
	struct text_list layers; /* digests of those that were looked at */
	char bytes[CONTENT_LIMIT + 1];
};

/* Of a repository its folder alone. */
static void
note(struct screening *screening, const char *path, const char *what)
{
	const char *git = strstr(path, "/.git/");
	const char *words;

	if (git != NULL)
		path = arena_copy(&screening->own, path, (size_t)(git - path) + strlen("/.git"));
	words = arena_printf(&screening->own, "\"%s\" (%s)", path, what);
	if (screening->found.count < FOUND_LIMIT && !text_list_has(&screening->found, words))
		text_list_add(
		    &screening->found, screening->arena, arena_strdup(screening->arena, words));
}

static int
look_at_file(struct screening *screening, struct layer_read *layer, struct archive_entry *entry,
    struct error *err)
{
	const char *name = archive_entry_pathname(entry);
	char *path = path_clean(
	    &screening->own, arena_printf(&screening->own, "/%s", name == NULL ? "" : name));
	int64_t size = archive_entry_size(entry);
	const char *what = image_secret_path(path);
	size_t length = 0;
	ssize_t got = 1;

	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL ||
	    size <= 0)
		return 0;
	while (what == NULL && size <= CONTENT_LIMIT && got > 0 && length < CONTENT_LIMIT) {
		got = layer_read_content(
		    layer, screening->bytes + length, CONTENT_LIMIT - length, err);
		if (got < 0)
			return -1;
		length += (size_t)got;
	}
	screening->bytes[length] = '\0';
	if (what == NULL)
		what = image_secret_bytes(path, screening->bytes);
	if (what != NULL)
		note(screening, path, what);
	return 0;
}

static int
look_at_layer(struct screening *screening, const struct image_manifest *manifest, size_t at,
    struct error *err)
{
	struct layer_budget budget = layer_budget_full();
	SCOPED(layer_read)
	struct layer_read *layer =
	    layer_read_open(screening->store, &manifest->layers[at], &budget, err);
	struct archive_entry *entry;
	bool end = false;

	if (layer == NULL)
		return -1;
	while ((entry = layer_read_next(layer, &end, err)) != NULL)
		if (look_at_file(screening, layer, entry, err) != 0)
			return -1;
	return !end ? -1 : layer_read_check(layer, &manifest->config.diff_ids[at], err);
}

/* What comes from another registry is looked at by nobody: others have it. */
static bool
is_elsewhere(const struct store *store, const struct digest *digest)
{
	const struct blob_place *place =
	    store->places == NULL ? NULL : blob_places_find(store->places, digest);

	return place != NULL && place->fetch != NULL;
}

static int
look_at_image(struct screening *screening, const struct image_manifest *manifest, struct error *err)
{
	int status;
	size_t i;

	for (i = 0; i < manifest->layer_count; i++) {
		const struct digest *digest = &manifest->layers[i].digest;

		if (text_list_has(&screening->layers, digest->text) ||
		    is_elsewhere(screening->store, digest))
			continue;
		text_list_add(&screening->layers, screening->arena, digest->text);
		status = look_at_layer(screening, manifest, i, err);
		arena_release(&screening->own);
		if (status != 0)
			return -1;
	}
	return 0;
}

static int
refuse(const struct screening *screening, struct error *err)
{
	struct text_list named = screening->found;
	const char *more = "";

	if (named.count > NAMED_LIMIT) {
		named.count = NAMED_LIMIT;
		more = arena_printf(screening->arena, " and %s%zu more",
		    screening->found.count == FOUND_LIMIT ? "at least " : "",
		    screening->found.count - NAMED_LIMIT);
	}
	return error_set(err, ERROR_REFUSED,
	    "not pushed, as the image holds what looks secret: %s%s; leave them out, or push them with "
	    "--allow-secrets",
	    text_list_join(&named, screening->arena, ", "), more);
}

int
image_check_secrets(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct error *err)
{
	struct screening *screening = arena_alloc(arena, sizeof(*screening));
	struct image image;
	size_t i;

	screening->arena = arena;
	screening->store = store;
	if (image_read(arena, store, root, &image, err) != 0)
		return error_wrap(err, "looking for secrets, which --allow-secrets does not");
	for (i = 0; i < image.manifest_count; i++)
		if (look_at_image(screening, &image.manifests[i], err) != 0)
			return error_wrap(
			    err, "looking for secrets, which --allow-secrets does not");
	return screening->found.count == 0 ? 0 : refuse(screening, err);
}
