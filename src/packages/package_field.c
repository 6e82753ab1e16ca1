#include "packages/package_field.h"

#include "base/text.h"

#include <string.h>

enum { HASH_LENGTH = 64, LONGEST_PATH = 512, LONGEST_WORD = 64 };

#define SMALL "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

bool
package_field_is_sha256(const char *text)
{
	return strlen(text) == HASH_LENGTH && strspn(text, "abcdef" DIGITS) == HASH_LENGTH;
}

bool
package_field_is_path(const char *text)
{
	static const char known[] = SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "/.+-_~%:";
	size_t length = strlen(text);

	return text_starts_with(text, "pool/") && length <= LONGEST_PATH &&
	    strspn(text, known) == length && strstr(text, "/.") == NULL &&
	    strstr(text, "//") == NULL && text[length - 1] != '/';
}

int
package_field_size(const char *text, uint64_t *ret_size)
{
	uint64_t size;

	if (text_to_number(text, (uint64_t)4 << 30, &size) != 0 || size == 0)
		return -1;
	*ret_size = size;
	return 0;
}

bool
package_field_is_word(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= LONGEST_WORD && strspn(text, SMALL DIGITS "-") == length &&
	    text[0] != '-';
}
