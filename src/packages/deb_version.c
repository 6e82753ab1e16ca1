#include "packages/deb_version.h"

#include <string.h>

enum { LONGEST = 255 };

/* A piece of a version. */
struct piece {
	const char *at, *end;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The rank of the next character outside of numbers: "~" is before the end,
 * letters are before all other characters. */
static int
rank(const struct piece *piece)
{
	if (piece->at == piece->end || is_digit(*piece->at))
		return 0;
	if (*piece->at == '~')
		return -1;
	return is_letter(*piece->at) ? *piece->at : (unsigned char)*piece->at + 256;
}

/* Compares two numbers of any length, and moves behind them. */
static int
compare_numbers(struct piece *left, struct piece *right)
{
	int first = 0;

	while (left->at < left->end && *left->at == '0')
		left->at++;
	while (right->at < right->end && *right->at == '0')
		right->at++;
	while (left->at < left->end && is_digit(*left->at) && right->at < right->end &&
	    is_digit(*right->at)) {
		if (first == 0)
			first = *left->at - *right->at;
		left->at++;
		right->at++;
	}
	if (left->at < left->end && is_digit(*left->at))
		return 1;
	return right->at < right->end && is_digit(*right->at) ? -1 : first;
}

static int
compare_pieces(struct piece left, struct piece right)
{
	int order;

	while (left.at < left.end || right.at < right.end) {
		while ((left.at < left.end && !is_digit(*left.at)) ||
		    (right.at < right.end && !is_digit(*right.at))) {
			order = rank(&left) - rank(&right);
			if (order != 0)
				return order;
			/* equal ranks: neither piece is at its end */
			left.at++;
			right.at++;
		}
		order = compare_numbers(&left, &right);
		if (order != 0)
			return order;
	}
	return 0;
}

struct version {
	struct piece epoch, upstream, revision;
};

static struct version
split(const char *text)
{
	const char *end = text + strlen(text), *colon = strchr(text, ':'), *dash;
	struct version version = {{text, text}, {text, end}, {end, end}};

	if (colon != NULL && strspn(text, "0123456789") == (size_t)(colon - text)) {
		version.epoch.end = colon;
		version.upstream.at = colon + 1;
	}
	dash = strrchr(version.upstream.at, '-');
	if (dash != NULL) {
		version.upstream.end = dash;
		version.revision.at = dash + 1;
	}
	return version;
}

int
deb_version_compare(const char *left, const char *right)
{
	struct version one = split(left), other = split(right);
	int order = compare_pieces(one.epoch, other.epoch);

	if (order == 0)
		order = compare_pieces(one.upstream, other.upstream);
	return order != 0 ? order : compare_pieces(one.revision, other.revision);
}

bool
deb_version_is(const char *text)
{
	static const char known[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789.+-~:";
	size_t length = strlen(text);

	return is_digit(text[0]) && length <= LONGEST && strspn(text, known) == length;
}
