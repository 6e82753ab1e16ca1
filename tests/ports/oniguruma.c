#include <oniguruma.h>
#include <string.h>

/* Where the pattern's group "word" starts in the text, or what onig_search says. */
static int
find(const char *pattern, const char *text)
{
	OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
	const UChar *start = (const UChar *)text, *end = start + strlen(text);
	OnigRegion *region = onig_region_new();
	OnigErrorInfo error;
	regex_t *regex;
	int found;

	onig_initialize(encodings, 1);
	if (onig_new(&regex, (const UChar *)pattern, (const UChar *)pattern + strlen(pattern),
		ONIG_OPTION_IGNORECASE, ONIG_ENCODING_UTF8, ONIG_SYNTAX_PERL_NG,
		&error) != ONIG_NORMAL)
		return -100;
	found = onig_search(regex, start, end, start, end, region, ONIG_OPTION_NONE);
	if (found >= 0)
		found = region->beg[onig_name_to_backref_number(
		    regex, (const UChar *)"word", (const UChar *)"word" + 4, region)];
	onig_region_free(region, 1);
	onig_free(regex);
	onig_end();
	return found;
}

int
main(void)
{
	/* a look-behind, a name, and a letter beyond ASCII in its other case */
	if (find("(?<=: )(?<word>\xc3\x98\\p{L}+)", "town: \xc3\xb8rsta") != 6)
		return 1;
	return find("(?<word>[0-9]+)", "none") != ONIG_MISMATCH;
}
