#include "image/image_secrets.h"

#include "base/crew.h"
#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "image/layer_read.h"
#include "image/screened_layers.h"
#include "store/blob_place.h"

#include <archive_entry.h>
#include <fnmatch.h>
#include <string.h>

/* The largest file whose bytes are looked at, and how many files an error
 * names. */
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

/* Endings of files that only show how an .env looks, or that hold the public
 * half of a key. */
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

/* RFC 7468, section 2: "-----BEGIN EC PRIVATE KEY-----"; OpenPGP's ends with
 * "PRIVATE KEY BLOCK-----". */
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

/* A token that is not taken from the environment when it is used, as in
 * "_authToken=${NPM_TOKEN}". */
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

/* `bytes` ends with a NUL; a binary file ends for us at its first, which is
 * before any of this. */
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

/* A layer and what was found in it. */
struct screened {
	const struct store *store;
	const struct descriptor *blob;
	const struct digest *diff_id;
	struct arena arena; /* of `found` */
	struct text_list found; /* in words, each once */
};

/* One layer on its way: its own arena, and the bytes of one file. */
struct look {
	struct screened *layer;
	struct arena arena;
	char bytes[CONTENT_LIMIT + 1];
};

static void
scope_look(struct look *look)
{
	arena_release(&look->arena);
}

static void
add_words(struct text_list *found, struct arena *arena, const char *words)
{
	if (found->count < FOUND_LIMIT && !text_list_has(found, words))
		text_list_add(found, arena, arena_strdup(arena, words));
}

static int
look_at_file(
    struct look *look, struct layer_read *layer, struct archive_entry *entry, struct error *err)
{
	const char *name = archive_entry_pathname(entry);
	char *path =
	    path_clean(&look->arena, arena_printf(&look->arena, "/%s", name == NULL ? "" : name));
	int64_t size = archive_entry_size(entry);
	const char *what = image_secret_path(path), *git;
	size_t length = 0;
	ssize_t got = 1;

	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL ||
	    size <= 0)
		return 0;
	while (what == NULL && size <= CONTENT_LIMIT && got > 0 && length < CONTENT_LIMIT) {
		got = layer_read_content(layer, look->bytes + length, CONTENT_LIMIT - length, err);
		if (got < 0)
			return -1;
		length += (size_t)got;
	}
	look->bytes[length] = '\0';
	if (what == NULL)
		what = image_secret_bytes(path, look->bytes);
	if (what == NULL)
		return 0;
	/* of a repository its folder alone */
	git = strstr(path, "/.git/");
	if (git != NULL)
		path = arena_copy(&look->arena, path, (size_t)(git - path) + strlen("/.git"));
	add_words(&look->layer->found, &look->layer->arena,
	    arena_printf(&look->arena, "\"%s\" (%s)", path, what));
	return 0;
}

static int
look_at_layer(void *context, size_t number, struct error *err)
{
	struct screened *screened = (struct screened *)context + number;
	SCOPED(look) struct look look = {.layer = screened};
	struct layer_budget budget = layer_budget_full();
	SCOPED(layer_read)
	struct layer_read *layer =
	    layer_read_open(screened->store, screened->blob, screened->diff_id, &budget, err);
	struct archive_entry *entry;
	bool end = false;

	if (layer == NULL)
		return -1;
	while ((entry = layer_read_next(layer, &end, err)) != NULL)
		if (look_at_file(&look, layer, entry, err) != 0)
			return -1;
	return !end ? -1 : layer_read_check(layer, err);
}

/* The bytes of a file of the tree; NULL: it is too large to be looked at, or
 * cannot be read. */
static const char *
bytes_of(struct arena *arena, const struct tree_entry *entry)
{
	struct file_opened opened = {-1, entry->source};
	SCOPED(fd) int fd = -1;
	struct error ignored;
	struct text bytes;

	if (entry->size > CONTENT_LIMIT)
		return NULL;
	if (entry->source == NULL)
		return arena_copy(arena, entry->bytes, entry->size);
	opened.fd = fd = tree_open(entry, &ignored);
	return fd < 0 || file_read_opened(arena, &opened, CONTENT_LIMIT, &bytes, &ignored) != 0
	    ? NULL
	    : text_string(&bytes);
}

bool
image_tree_has_secrets(const struct tree *tree)
{
	bool found = false;
	size_t i;

	for (i = 0; i < tree->count && !found; i++) {
		const struct tree_entry *entry = &tree->entries[i];
		struct arena arena = {0};
		const char *bytes;

		if (entry->kind != TREE_FILE || entry->size == 0)
			continue;
		bytes = bytes_of(&arena, entry);
		found = image_secret_path(entry->path) != NULL ||
		    (bytes == NULL ? entry->size <= CONTENT_LIMIT
				   : image_secret_bytes(entry->path, bytes) != NULL);
		arena_release(&arena);
	}
	return found;
}

struct screening {
	struct arena *arena;
	const struct store *store;
	struct text_list known; /* digests of layers that have nothing */
	struct screened *layers; /* each once */
	size_t count, capacity;
};

static void
add_layer(struct screening *screening, const struct descriptor *blob, const struct digest *diff_id)
{
	const struct blob_places *places = screening->store->places;
	const struct blob_place *place =
	    places == NULL ? NULL : blob_places_find(places, &blob->digest);
	size_t i;

	for (i = 0; i < screening->count; i++)
		if (digest_equal(&screening->layers[i].blob->digest, &blob->digest))
			return;
	/* a layer that is still in a registry: others have it already */
	if (place != NULL && place->origin != NULL)
		return;
	if (text_list_has(&screening->known, blob->digest.text))
		return;
	screening->layers = arena_grow(screening->arena, screening->layers, screening->count,
	    &screening->capacity, sizeof(*screening->layers));
	screening->layers[screening->count++] =
	    (struct screened){.store = screening->store, .blob = blob, .diff_id = diff_id};
}

/* All layers side by side: to decompress them is what takes the time. */
static int
look_at_layers(struct screening *screening, struct text_list *found, struct error *err)
{
	const struct crew crew = {
	    process_processors(), screening->count, look_at_layer, screening->layers};
	int status = crew_run(&crew, err);
	struct digest *clean = arena_array(screening->arena, screening->count, sizeof(*clean));
	size_t count = 0, i, k;

	for (i = 0; i < screening->count; i++) {
		if (status == 0 && screening->layers[i].found.count == 0)
			clean[count++] = screening->layers[i].blob->digest;
		for (k = 0; k < screening->layers[i].found.count; k++)
			add_words(found, screening->arena, screening->layers[i].found.items[k]);
		arena_release(&screening->layers[i].arena);
	}
	screened_layers_note(clean, count);
	return status;
}

static int
refuse(struct arena *arena, const struct text_list *found, struct error *err)
{
	struct text_list named = *found;
	const char *more = "";

	if (named.count > NAMED_LIMIT) {
		named.count = NAMED_LIMIT;
		more = arena_printf(arena, " and %s%zu more",
		    found->count == FOUND_LIMIT ? "at least " : "", found->count - NAMED_LIMIT);
	}
	return error_set(err, ERROR_REFUSED,
	    "not pushed, as the image holds what looks secret: %s%s; leave them out, or push them with "
	    "--allow-secrets",
	    text_list_join(&named, arena, ", "), more);
}

int
image_check_secrets(struct arena *arena, const struct store *store, const struct descriptor *root,
    struct error *err)
{
	struct screening screening = {.arena = arena, .store = store};
	struct text_list found = {0};
	struct image image;
	size_t i, k;

	screened_layers_read(arena, &screening.known);
	if (image_read_parts(arena, store, root, &image, err) != 0)
		return error_wrap(err, "looking for secrets, which --allow-secrets does not");
	for (i = 0; i < image.manifest_count; i++)
		for (k = 0; k < image.manifests[i].layer_count; k++)
			add_layer(&screening, &image.manifests[i].layers[k],
			    &image.manifests[i].config.diff_ids[k]);
	if (look_at_layers(&screening, &found, err) != 0)
		return error_wrap(err, "looking for secrets, which --allow-secrets does not");
	return found.count == 0 ? 0 : refuse(arena, &found, err);
}
