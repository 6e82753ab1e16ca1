#include "image/image_diff.h"

#include "base/scope.h"

#include <string.h>

/* One platform on its way. */
struct comparison {
	struct arena *arena;
	struct image_side left, right;
	struct platform_diff *diff;
	struct image_files left_files, right_files;
	struct file_pair *pairs;
	size_t pair_count, pair_capacity;
};

static bool
texts_equal(const char *left, const char *right)
{
	return left == NULL || right == NULL ? left == right : strcmp(left, right) == 0;
}

static bool
attributes_equal(const struct pairs *left, const struct pairs *right)
{
	size_t i;

	if (left->count != right->count)
		return false;
	for (i = 0; i < left->count; i++)
		if (strcmp(left->items[i].key, right->items[i].key) != 0 ||
		    strcmp(left->items[i].value, right->items[i].value) != 0)
			return false;
	return true;
}

static unsigned
aspects_of(const struct image_file *left, const struct image_file *right)
{
	unsigned aspects = 0;

	if (left->type != right->type)
		aspects |= FILE_TYPE;
	if (left->mode != right->mode)
		aspects |= FILE_MODE;
	if (left->owner != right->owner || left->group != right->group ||
	    !texts_equal(left->owner_name, right->owner_name) ||
	    !texts_equal(left->group_name, right->group_name))
		aspects |= FILE_OWNER;
	if (left->size != right->size)
		aspects |= FILE_SIZE;
	if (!texts_equal(left->link, right->link))
		aspects |= FILE_LINK;
	if (left->device_major != right->device_major || left->device_minor != right->device_minor)
		aspects |= FILE_DEVICE;
	if (left->mtime != right->mtime || left->nanoseconds != right->nanoseconds)
		aspects |= FILE_MTIME;
	if (!attributes_equal(&left->attributes, &right->attributes))
		aspects |= FILE_ATTRIBUTES;
	return aspects;
}

static void
add_change(struct comparison *comparison, const struct image_file *left,
    const struct image_file *right, unsigned aspects)
{
	struct platform_diff *diff = comparison->diff;

	diff->files = arena_grow(comparison->arena, diff->files, diff->file_count,
	    &diff->file_capacity, sizeof(*diff->files));
	diff->files[diff->file_count++] =
	    (struct file_change){.left = left, .right = right, .aspects = aspects};
}

/* Whether one entry of one tar made both. */
static bool
same_entry(const struct comparison *comparison, const struct image_file *left,
    const struct image_file *right)
{
	return left->order == right->order &&
	    digest_equal(&comparison->left.manifest->config.diff_ids[left->layer],
		&comparison->right.manifest->config.diff_ids[right->layer]);
}

static void
compare_both(
    struct comparison *comparison, const struct image_file *left, const struct image_file *right)
{
	unsigned aspects = aspects_of(left, right);
	bool contents =
	    left->type == '0' && right->type == '0' && !same_entry(comparison, left, right);

	if (aspects == 0 && !contents)
		return;
	if (contents) {
		comparison->pairs = arena_grow(comparison->arena, comparison->pairs,
		    comparison->pair_count, &comparison->pair_capacity, sizeof(*comparison->pairs));
		comparison->pairs[comparison->pair_count++] =
		    (struct file_pair){.left = left, .right = right};
	}
	add_change(comparison, left, right, aspects);
}

/* Both lists are sorted by path. */
static void
compare_lists(struct comparison *comparison)
{
	const struct image_files *left = &comparison->left_files, *right = &comparison->right_files;
	size_t i = 0, j = 0;

	while (i < left->count || j < right->count) {
		int order = i == left->count ? 1
		    : j == right->count      ? -1
					     : strcmp(left->items[i].path, right->items[j].path);

		if (order < 0)
			add_change(comparison, &left->items[i++], NULL, 0);
		else if (order > 0)
			add_change(comparison, NULL, &right->items[j++], 0);
		else
			compare_both(comparison, &left->items[i++], &right->items[j++]);
	}
}

/* Puts what was found in the contents to the changes, and drops those that
 * turned out to be none. */
static void
note_contents(struct comparison *comparison)
{
	struct platform_diff *diff = comparison->diff;
	size_t i, kept = 0, pair = 0;

	for (i = 0; i < diff->file_count; i++) {
		struct file_change *change = &diff->files[i];

		if (pair < comparison->pair_count && comparison->pairs[pair].left == change->left) {
			if (comparison->pairs[pair].differs) {
				change->aspects |= FILE_CONTENT;
				change->first = comparison->pairs[pair].first;
			}
			pair++;
		}
		if (change->left == NULL || change->right == NULL || change->aspects != 0)
			diff->files[kept++] = *change;
	}
	diff->file_count = kept;
}

static int
compare_files(struct comparison *comparison, struct error *err)
{
	const struct image_side *left = &comparison->left, *right = &comparison->right;

	if (image_list_files(comparison->arena, left->store, left->manifest,
		&comparison->left_files, err) != 0 ||
	    image_list_files(comparison->arena, right->store, right->manifest,
		&comparison->right_files, err) != 0)
		return -1;
	compare_lists(comparison);
	if (comparison->pair_count > 0 &&
	    bytes_compare_files(left, right, comparison->pairs, comparison->pair_count, err) != 0)
		return -1;
	note_contents(comparison);
	return 0;
}

static int
compare_layers(struct comparison *comparison, struct error *err)
{
	const struct image_config *left = &comparison->left.manifest->config;
	const struct image_config *right = &comparison->right.manifest->config;
	struct platform_diff *diff = comparison->diff;
	bool differ = left->diff_id_count != right->diff_id_count;
	size_t i;

	diff->layers = arena_array(comparison->arena, left->diff_id_count, sizeof(*diff->layers));
	for (i = 0; i < left->diff_id_count && i < right->diff_id_count; i++) {
		struct layer_change *change = &diff->layers[diff->layer_count];

		if (digest_equal(&left->diff_ids[i], &right->diff_ids[i]))
			continue;
		differ = true;
		change->layer = i;
		if (bytes_compare_layers(
			&comparison->left, &comparison->right, i, &change->first, err) != 0)
			return -1;
		diff->layer_count++;
	}
	return differ ? compare_files(comparison, err) : 0;
}

static int
compare_documents(struct comparison *comparison, const struct descriptor *left,
    const struct descriptor *right, struct json_differences *differences, struct error *err)
{
	SCOPED(json)
	json_t *one = store_read_json(comparison->arena, comparison->left.store, left, err);
	SCOPED(json)
	json_t *other = one == NULL
	    ? NULL
	    : store_read_json(comparison->arena, comparison->right.store, right, err);

	if (one == NULL || other == NULL)
		return -1;
	json_compare(comparison->arena, one, other, differences);
	return 0;
}

static int
compare_platform(struct comparison *comparison, struct error *err)
{
	const struct image_manifest *left = comparison->left.manifest;
	const struct image_manifest *right = comparison->right.manifest;
	struct platform_diff *diff = comparison->diff;

	diff->left = left;
	diff->right = right;
	diff->platform = image_platform_name(comparison->arena, left == NULL ? right : left);
	if (left == NULL || right == NULL)
		return 0;
	if (compare_documents(
		comparison, &left->descriptor, &right->descriptor, &diff->manifest, err) != 0 ||
	    compare_documents(comparison, &left->config_descriptor, &right->config_descriptor,
		&diff->config, err) != 0)
		return -1;
	return compare_layers(comparison, err);
}

/* The manifests of a view. */
static const struct image_manifest *
manifests_of(const struct image_view *view, size_t *ret_count)
{
	*ret_count = view->only == NULL ? view->image->manifest_count : 1;
	return view->only == NULL ? view->image->manifests : view->only;
}

/* The manifest of the other view for the same platform; of several the one with
 * the same rank among them. */
static const struct image_manifest *
counterpart(
    struct arena *arena, const struct image_view *view, size_t at, const struct image_view *other)
{
	size_t count, rank = 0, i;
	const struct image_manifest *manifests = manifests_of(view, &count);
	const char *name = image_platform_name(arena, &manifests[at]);

	for (i = 0; i < at; i++)
		rank += strcmp(image_platform_name(arena, &manifests[i]), name) == 0;
	manifests = manifests_of(other, &count);
	for (i = 0; i < count; i++)
		if (strcmp(image_platform_name(arena, &manifests[i]), name) == 0 && rank-- == 0)
			return &manifests[i];
	return NULL;
}

static int
compare_platforms(struct arena *arena, const struct image_view *left,
    const struct image_view *right, struct image_diff *diff, struct error *err)
{
	const struct image_view *const views[] = {left, right};
	size_t counts[2], side, i;
	const struct image_manifest *const manifests[] = {
	    manifests_of(left, &counts[0]), manifests_of(right, &counts[1])};

	diff->platforms = arena_array(arena, counts[0] + counts[1], sizeof(*diff->platforms));
	for (side = 0; side < 2; side++) {
		for (i = 0; i < counts[side]; i++) {
			const struct image_manifest *own = &manifests[side][i];
			const struct image_manifest *other =
			    counterpart(arena, views[side], i, views[!side]);
			struct comparison comparison = {.arena = arena,
			    .left = {left->store, side == 0 ? own : other},
			    .right = {right->store, side == 0 ? other : own},
			    .diff = &diff->platforms[diff->platform_count]};

			/* seen from the left already, or the same */
			if (other != NULL &&
			    (side == 1 ||
				digest_equal(&own->descriptor.digest, &other->descriptor.digest)))
				continue;
			diff->platform_count++;
			if (compare_platform(&comparison, err) != 0)
				return -1;
		}
	}
	return 0;
}

/* Index against index; against a manifest there is no more to say than that. */
static int
compare_roots(struct arena *arena, const struct image_view *left, const struct image_view *right,
    struct image_diff *diff, struct error *err)
{
	const struct descriptor *one = &left->image->root, *other = &right->image->root;
	struct comparison comparison = {
	    .arena = arena, .left = {left->store, NULL}, .right = {right->store, NULL}};

	if (descriptor_is_index(one) && descriptor_is_index(other))
		return compare_documents(&comparison, one, other, &diff->root, err);
	if (strcmp(one->media_type, other->media_type) != 0) {
		SCOPED(json) json_t *first = json_pack("{s:s}", "mediaType", one->media_type);
		SCOPED(json) json_t *second = json_pack("{s:s}", "mediaType", other->media_type);

		json_compare(arena, first, second, &diff->root);
	}
	return 0;
}

int
image_compare(struct arena *arena, const struct image_view *left, const struct image_view *right,
    struct image_diff *ret_diff, struct error *err)
{
	struct image_diff diff = {0};
	bool all = left->only == NULL || right->only == NULL;

	diff.same = digest_equal(all ? &left->image->root.digest : &left->only->descriptor.digest,
	    all ? &right->image->root.digest : &right->only->descriptor.digest);
	if (!diff.same) {
		if (all && compare_roots(arena, left, right, &diff, err) != 0)
			return -1;
		if (compare_platforms(arena, left, right, &diff, err) != 0)
			return -1;
	}
	*ret_diff = diff;
	return 0;
}
