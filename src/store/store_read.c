#include "base/scope.h"
#include "store/blob_reader.h"
#include "store/store.h"

int
store_read(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct text *ret_bytes, struct error *err)
{
	SCOPED(blob_reader) struct blob_reader reader = {.fd = -1};
	struct digest digest;
	struct text bytes;
	ssize_t got;

	if (descriptor->size > STORE_READ_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "blob \"%s\" in \"%s\" has %llu bytes; mote reads no manifest or config over %d",
		    descriptor->digest.text, store->name, (unsigned long long)descriptor->size,
		    STORE_READ_LIMIT);
	if (store_check_blob(store, descriptor, err) != 0 ||
	    blob_reader_open(store, &descriptor->digest, &reader, err) != 0)
		return -1;
	text_init(&bytes, arena);
	bytes.bytes = arena_alloc(arena, descriptor->size + 1);
	bytes.capacity = descriptor->size + 1;
	/* one more than there should be: the file may have grown */
	got = blob_reader_read(&reader, bytes.bytes, bytes.capacity, err);
	if (got < 0)
		return -1;
	if ((uint64_t)got != descriptor->size)
		return store_wrong_size(store, descriptor, (uint64_t)got, err);
	bytes.bytes[got] = '\0';
	bytes.length = (size_t)got;
	if (digest_of_bytes_as(&descriptor->digest,
		&(struct digest_bytes){text_string(&bytes), bytes.length}, &digest, err) != 0)
		return -1;
	if (!digest_equal(&digest, &descriptor->digest))
		return store_wrong_digest(store, &descriptor->digest, err);
	*ret_bytes = bytes;
	return 0;
}

json_t *
store_read_json(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct error *err)
{
	SCOPED(json) json_t *json = NULL;
	struct text bytes = {0};

	if (store_read(arena, store, descriptor, &bytes, err) != 0)
		return NULL;
	json = json_parse(text_string(&bytes), bytes.length,
	    arena_printf(arena, "%s: %s", store->name, descriptor->digest.text), err);
	if (json != NULL && !json_is_object(json)) {
		error_set(err, ERROR_FAILED, "blob \"%s\" in \"%s\" is not a JSON object",
		    descriptor->digest.text, store->name);
		return NULL;
	}
	return TAKE(json);
}
