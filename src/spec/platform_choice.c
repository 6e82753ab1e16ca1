#include "spec/platform_choice.h"

#include "base/text.h"

#include <string.h>

enum { PART_LIMIT = 3 };

/* The names of Go, which image-spec uses. */
static const char *const systems[] = {"linux", "windows", "darwin", "freebsd", "netbsd", "openbsd",
    "dragonfly", "solaris", "illumos", "aix", "android", "ios", "plan9", "js", "wasip1", NULL};
static const char *const processors[] = {"386", "amd64", "arm", "arm64", "loong64", "mips",
    "mipsle", "mips64", "mips64le", "ppc64", "ppc64le", "riscv64", "s390x", "sparc64", "wasm",
    NULL};

static bool
is_one_of(const char *const *list, const char *text)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, text) == 0)
			return true;
	return false;
}

static const char *
normal_variant(const char *architecture, const char *variant)
{
	if (variant == NULL)
		variant = "";
	if (strcmp(architecture, "amd64") == 0 && strcmp(variant, "v1") == 0)
		return "";
	if (strcmp(architecture, "arm64") == 0 && strcmp(variant, "v8") == 0)
		return "";
	if (strcmp(architecture, "arm") == 0 && variant[0] == '\0')
		return "v7";
	return variant;
}

struct platform_choice
platform_choice_of(const struct platform *platform)
{
	return (struct platform_choice){"linux", platform->architecture,
	    normal_variant(platform->architecture, platform->variant), platform->name};
}

static bool
is_variant(const char *text)
{
	size_t length = strlen(text);

	return length > 1 && text[0] == 'v' && strspn(text + 1, "0123456789.") == length - 1;
}

/* Reads SYSTEM/PROCESSOR/VARIANT; the first and the last part may be
 * missing. */
static bool
take_parts(struct arena *arena, const char *text, struct platform_choice *choice)
{
	const char *parts[PART_LIMIT] = {"", "", ""};
	char *rest = arena_strdup(arena, text), *slash;
	size_t count = 0, at = 0;

	do {
		slash = strchr(rest, '/');
		if (slash != NULL)
			*slash = '\0';
		if (count == PART_LIMIT)
			return false;
		parts[count++] = rest;
		rest = slash == NULL ? rest : slash + 1;
	} while (slash != NULL);
	choice->os = is_one_of(systems, parts[0]) ? parts[at++] : "linux";
	if (at == count || !is_one_of(processors, parts[at]))
		return false;
	choice->architecture = parts[at++];
	choice->variant = at < count ? parts[at++] : "";
	return at == count && (choice->variant[0] == '\0' || is_variant(choice->variant));
}

int
platform_choice_parse(
    struct arena *arena, const char *text, struct platform_choice *ret_choice, struct error *err)
{
	const struct platform *known;
	struct platform_choice choice;

	if (!take_parts(arena, text, &choice)) {
		known = platform_parse(text, err);
		if (known == NULL)
			return -1;
		*ret_choice = platform_choice_of(known);
		return 0;
	}
	choice.variant = normal_variant(choice.architecture, choice.variant);
	choice.name = arena_printf(arena, "%s/%s%s%s", choice.os, choice.architecture,
	    choice.variant[0] == '\0' ? "" : "/", choice.variant);
	*ret_choice = choice;
	return 0;
}

/* A number to compare variants: "v7" is 7000, "v8.2" is 8002, "" is the first
 * version of the processor. */
static int
level_of(const char *architecture, const char *variant)
{
	const char *point = strchr(variant, '.');
	const char *major = variant[0] == 'v' ? variant + 1 : "";
	char digits[8];
	uint64_t number = 0, minor = 0;
	size_t length = point == NULL ? strlen(major) : (size_t)(point - major);

	if (variant[0] == '\0')
		return strcmp(architecture, "arm64") == 0 ? 8000 : 1000;
	if (length == 0 || length >= sizeof(digits))
		return -1;
	memcpy(digits, major, length);
	digits[length] = '\0';
	if (text_to_number(digits, 99, &number) != 0 ||
	    (point != NULL && text_to_number(point + 1, 999, &minor) != 0))
		return -1;
	return (int)(number * 1000 + minor);
}

int
platform_choice_rank(const struct platform_choice *choice, const char *os, const char *architecture,
    const char *variant)
{
	int wanted, there;

	if (os == NULL || architecture == NULL || strcmp(choice->os, os) != 0 ||
	    strcmp(choice->architecture, architecture) != 0)
		return -1;
	variant = normal_variant(architecture, variant);
	if (strcmp(choice->variant, variant) == 0)
		return 0;
	/* for other processors no document defines an order of variants */
	if (strcmp(architecture, "arm") != 0 && strcmp(architecture, "arm64") != 0 &&
	    strcmp(architecture, "amd64") != 0)
		return -1;
	wanted = level_of(architecture, choice->variant);
	there = level_of(architecture, variant);
	return wanted < 0 || there < 0 || there > wanted ? -1 : wanted - there;
}
