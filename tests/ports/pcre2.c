#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

int
main(void)
{
	int error;
	PCRE2_SIZE offset;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR) "a+(b|c)", PCRE2_ZERO_TERMINATED, 0, &error, &offset, NULL);
	pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);

	return code == NULL || pcre2_match(code, (PCRE2_SPTR) "xaac", 4, 0, 0, data, NULL) != 2 ||
	    pcre2_get_ovector_pointer(data)[0] != 1;
}
