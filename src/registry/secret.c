#include "registry/secret.h"

#include <jansson.h>
#include <limits.h>
#include <malloc.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More than process_run and file_read, with 16 KiB each, leave below the frame
 * of their caller; musl gives a thread 128 KiB. */
enum { STACK_DEPTH = 40 << 10 };

static void
forget(void *memory)
{
	if (memory != NULL)
		explicit_bzero(memory, malloc_usable_size(memory));
	free(memory);
}

/*
 * jansson keeps parts of a text in buffers that nobody else can reach. It must
 * forget from the first allocation on, before there is a second thread: so
 * before main.
 */
static void __attribute__((constructor))
let_jansson_forget(void)
{
	json_set_alloc_funcs(malloc, forget);
}

void
secret_clear(char **text)
{
	if (*text != NULL)
		explicit_bzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}

void __attribute__((noinline))
secret_clear_stack(void)
{
	char below[STACK_DEPTH];

	explicit_bzero(below, sizeof(below));
}

void
scope_secrets(struct arena *secrets)
{
	arena_wipe(secrets);
	secret_clear_stack();
}

static void *
allocate(size_t size)
{
	static const char message[] = "mote: out of memory\n";
	void *memory = calloc(1, size);

	if (memory != NULL)
		return memory;
	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(1);
	_exit(1);
}

char *
secret_copy(const char *bytes, size_t size)
{
	char *copy = allocate(size + 1);

	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

char *
secret_to_base64(const char *scheme, const char *user, const char *password)
{
	size_t scheme_length = strlen(scheme), user_length = strlen(user),
	       size = user_length + 1 + strlen(password);
	char *plain = allocate(size + 1), *encoded = allocate(scheme_length + size / 3 * 4 + 8);

	snprintf(plain, size + 1, "%s:%s", user, password);
	snprintf(encoded, scheme_length + 1, "%s", scheme);
	EVP_EncodeBlock(
	    (unsigned char *)encoded + scheme_length, (unsigned char *)plain, (int)size);
	explicit_bzero(plain, size);
	free(plain);
	return encoded;
}

char *
secret_from_base64(const char *text, size_t *ret_size)
{
	size_t size = strlen(text),
	       digits =
		   strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
	       padding = size - digits;
	char *bytes;

	if (size % 4 != 0 || size > INT_MAX || padding > 2 || strspn(text + digits, "=") != padding)
		return NULL;
	bytes = allocate(size / 4 * 3 + 1);
	EVP_DecodeBlock((unsigned char *)bytes, (const unsigned char *)text, (int)size);
	*ret_size = size / 4 * 3 - padding;
	bytes[*ret_size] = '\0';
	return bytes;
}
