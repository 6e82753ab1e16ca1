#include "image/bytes_compare.h"

#include "base/file.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 64 << 10 };

/* One comparison of many files. */
struct comparison {
	struct arena arena;
	struct file_pair *pairs;
	struct file_pair **order; /* as their files come along on the side that is read */
	size_t next; /* in `order` */
	int kept; /* temporary file: the right block of pair N at N * BLOCK */
	unsigned char here[BLOCK], there[BLOCK];
};

/* A whole block of the file that is read, less only at its end. */
static ssize_t
read_block(struct comparison *comparison, struct layer_read *layer, struct error *err)
{
	size_t filled = 0;
	ssize_t got;

	do {
		got = layer_read_content(layer, comparison->here + filled, BLOCK - filled, err);
		filled += got > 0 ? (size_t)got : 0;
	} while (got > 0 && filled < BLOCK);
	return got < 0 ? -1 : (ssize_t)filled;
}

static int
take_left(void *context, const struct image_file *file, struct layer_read *layer, struct error *err)
{
	struct comparison *comparison = context;
	struct file_pair *pair = comparison->order[comparison->next++];
	size_t limit = (size_t)(file->size / BLOCK) + 1;
	ssize_t got;

	pair->blocks = arena_array(&comparison->arena, limit, sizeof(*pair->blocks));
	while (pair->block_count < limit && (got = read_block(comparison, layer, err)) != 0) {
		if (got < 0 ||
		    digest_of_bytes(
			comparison->here, (size_t)got, &pair->blocks[pair->block_count], err) != 0)
			return -1;
		pair->block_count++;
	}
	return 0;
}

/* Keeps what the right file has where the left one is other, or has ended. */
static int
keep(struct comparison *comparison, struct file_pair *pair, size_t size, struct error *err)
{
	off_t place = (off_t)(pair - comparison->pairs) * BLOCK;

	pair->differs = true;
	pair->kept = size;
	if (pwrite(comparison->kept, comparison->here, size, place) != (ssize_t)size)
		return error_errno(err, "cannot write a temporary file");
	return 0;
}

static int
take_right(void *context, const struct image_file *file UNUSED, struct layer_read *layer,
    struct error *err)
{
	struct comparison *comparison = context;
	struct file_pair *pair = comparison->order[comparison->next++];
	struct digest digest;
	ssize_t got;

	for (;; pair->block++) {
		got = read_block(comparison, layer, err);
		if (got < 0)
			return -1;
		if (got == 0 && pair->block == pair->block_count)
			return 0;
		if (got == 0 || pair->block == pair->block_count)
			return keep(comparison, pair, (size_t)got, err);
		if (digest_of_bytes(comparison->here, (size_t)got, &digest, err) != 0)
			return -1;
		if (!digest_equal(&digest, &pair->blocks[pair->block]))
			return keep(comparison, pair, (size_t)got, err);
	}
}

static int
take_left_again(void *context, const struct image_file *file UNUSED, struct layer_read *layer,
    struct error *err)
{
	struct comparison *comparison = context;
	struct file_pair *pair = comparison->order[comparison->next++];
	off_t place = (off_t)(pair - comparison->pairs) * BLOCK;
	ssize_t got = 0;
	size_t at = 0, i;

	for (i = 0; i <= pair->block; i++) {
		got = read_block(comparison, layer, err);
		if (got < 0)
			return -1;
	}
	if (pread(comparison->kept, comparison->there, pair->kept, place) != (ssize_t)pair->kept)
		return error_errno(err, "cannot read a temporary file");
	while (at < (size_t)got && at < pair->kept && comparison->here[at] == comparison->there[at])
		at++;
	pair->first.offset = (uint64_t)pair->block * BLOCK + at;
	pair->first.left = at < (size_t)got ? comparison->here[at] : -1;
	pair->first.right = at < pair->kept ? comparison->there[at] : -1;
	return 0;
}

static int
compare_places(const struct image_file *one, const struct image_file *other)
{
	if (one->layer != other->layer)
		return one->layer < other->layer ? -1 : 1;
	return (one->order > other->order) - (one->order < other->order);
}

static int
compare_left(const void *left, const void *right)
{
	return compare_places(
	    (*(struct file_pair *const *)left)->left, (*(struct file_pair *const *)right)->left);
}

static int
compare_right(const void *left, const void *right)
{
	return compare_places(
	    (*(struct file_pair *const *)left)->right, (*(struct file_pair *const *)right)->right);
}

/* One reading of the files of a side. */
struct reading {
	const struct image_side *side;
	bool right, differing; /* the right files; only those that differ */
	int (*take)(void *context, const struct image_file *file, struct layer_read *layer,
	    struct error *err);
};

static int
read_files(
    struct comparison *comparison, size_t count, const struct reading *reading, struct error *err)
{
	const struct image_file **files = arena_array(&comparison->arena, count, sizeof(*files));
	struct image_contents wanted = {
	    .files = files, .take = reading->take, .context = comparison};
	size_t i;

	comparison->order = arena_array(&comparison->arena, count, sizeof(*comparison->order));
	comparison->next = 0;
	for (i = 0; i < count; i++)
		if (!reading->differing || comparison->pairs[i].differs)
			comparison->order[wanted.count++] = &comparison->pairs[i];
	if (wanted.count > 1)
		qsort(comparison->order, wanted.count, sizeof(*comparison->order),
		    reading->right ? compare_right : compare_left);
	for (i = 0; i < wanted.count; i++)
		files[i] =
		    reading->right ? comparison->order[i]->right : comparison->order[i]->left;
	return image_read_contents(reading->side->store, reading->side->manifest, &wanted, err);
}

static int
open_kept(struct temporary_folder *folder, struct error *err)
{
	struct arena arena = {0};
	int fd;

	if (temporary_folder_make(folder, err) != 0)
		return -1;
	fd = open(
	    arena_printf(&arena, "%s/blocks", folder->path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	arena_release(&arena);
	return fd >= 0 ? fd : error_errno(err, "cannot make a file in \"%s\"", folder->path);
}

int
bytes_compare_files(const struct image_side *left, const struct image_side *right,
    struct file_pair *pairs, size_t count, struct error *err)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	SCOPED(fd) int kept = open_kept(&folder, err);
	SCOPED(heap) struct comparison *comparison = calloc(1, sizeof(*comparison));
	const struct reading readings[] = {{left, false, false, take_left},
	    {right, true, false, take_right}, {left, false, true, take_left_again}};
	size_t i;
	int status = 0;

	if (kept < 0)
		return -1;
	if (comparison == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	comparison->pairs = pairs;
	comparison->kept = kept;
	for (i = 0; i < ARRAY_SIZE(readings) && status == 0; i++)
		status = read_files(comparison, count, &readings[i], err);
	arena_release(&comparison->arena);
	return status;
}

/* A tar on its way, piece by piece. */
struct piece {
	struct layer_read *layer;
	const unsigned char *bytes;
	size_t left; /* of them */
};

static int
refill(struct piece *piece, struct error *err)
{
	const void *bytes;
	ssize_t got;

	if (piece->left > 0)
		return 0;
	got = layer_read_tar(piece->layer, &bytes, err);
	if (got < 0)
		return -1;
	piece->bytes = bytes;
	piece->left = (size_t)got;
	return 0;
}

static int
compare_pieces(
    struct piece *left, struct piece *right, struct byte_difference *ret_first, struct error *err)
{
	uint64_t offset = 0;

	for (;;) {
		size_t common, at = 0;

		if (refill(left, err) != 0 || refill(right, err) != 0)
			return -1;
		common = left->left < right->left ? left->left : right->left;
		if (common > 0 && memcmp(left->bytes, right->bytes, common) == 0)
			at = common;
		while (at < common && left->bytes[at] == right->bytes[at])
			at++;
		offset += at;
		if (at < common || common == 0) {
			ret_first->offset = offset;
			ret_first->left = at < left->left ? left->bytes[at] : -1;
			ret_first->right = at < right->left ? right->bytes[at] : -1;
			return 0;
		}
		left->bytes += common;
		left->left -= common;
		right->bytes += common;
		right->left -= common;
	}
}

int
bytes_compare_layers(const struct image_side *left, const struct image_side *right, size_t at,
    struct byte_difference *ret_first, struct error *err)
{
	struct layer_budget one = layer_budget_full(), other = layer_budget_full();
	SCOPED(layer_read)
	struct layer_read *first =
	    layer_read_open_tar(left->store, &left->manifest->layers[at], NULL, &one, err);
	SCOPED(layer_read)
	struct layer_read *second = first == NULL
	    ? NULL
	    : layer_read_open_tar(right->store, &right->manifest->layers[at], NULL, &other, err);
	struct piece pieces[] = {{.layer = first}, {.layer = second}};

	if (first == NULL || second == NULL)
		return -1;
	return compare_pieces(&pieces[0], &pieces[1], ret_first, err);
}
