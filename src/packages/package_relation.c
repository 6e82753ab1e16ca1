#include "packages/package_relation.h"

#include "packages/deb_version.h"
#include "spec/spec_value.h"

#include <string.h>

static const char blanks[] = " \t\n";
static const char *const signs[] = {[RELATION_EARLIER] = "<<",
    [RELATION_AT_MOST] = "<=",
    [RELATION_EQUAL] = "=",
    [RELATION_AT_LEAST] = ">=",
    [RELATION_LATER] = ">>"};

static const char *
skip_blanks(const char *at)
{
	return at + strspn(at, blanks);
}

static int
wrong(const char *at, struct error *err)
{
	return error_set(err, ERROR_FAILED, "\"%.60s\" is no relation of packages", at);
}

/* "(>= 1.4)" */
static int
read_version(
    struct arena *arena, const char **at, struct package_relation *relation, struct error *err)
{
	const char *start = *at, *sign = skip_blanks(start + 1);
	size_t length = strspn(sign, "<>="), i;

	for (i = RELATION_EARLIER; i < ARRAY_SIZE(signs); i++)
		if (strlen(signs[i]) == length && strncmp(signs[i], sign, length) == 0)
			break;
	if (i == ARRAY_SIZE(signs))
		return wrong(start, err);
	relation->kind = (enum relation_kind)i;
	*at = skip_blanks(sign + length);
	length = strcspn(*at, " \t\n)");
	relation->version = arena_copy(arena, *at, length);
	*at = skip_blanks(*at + length);
	if (**at != ')' || !deb_version_is(relation->version))
		return wrong(start, err);
	*at += 1;
	return 0;
}

static int
read_relation(
    struct arena *arena, const char **at, struct package_relation *relation, struct error *err)
{
	const char *start = *at;
	size_t length = strcspn(start, ":(,| \t\n");
	struct error ignored;

	*relation = (struct package_relation){.name = arena_copy(arena, start, length)};
	if (value_package(relation->name, &ignored) != 0)
		return wrong(start, err);
	*at += length;
	if (**at == ':') {
		length = strcspn(*at + 1, "(,| \t\n");
		relation->processor = arena_copy(arena, *at + 1, length);
		*at += 1 + length;
	}
	*at = skip_blanks(*at);
	if (**at == '(' && read_version(arena, at, relation, err) != 0)
		return -1;
	*at = skip_blanks(*at);
	if (**at != '\0' && **at != ',' && **at != '|')
		return wrong(start, err);
	relation->or_next = **at == '|';
	return 0;
}

int
package_relations_parse(struct arena *arena, const char *text,
    struct package_relations *ret_relations, struct error *err)
{
	struct package_relations all = {0};
	struct package_relation relation = {0};
	const char *at = text == NULL ? "" : skip_blanks(text);

	while (*at != '\0') {
		if (all.count == PACKAGE_RELATIONS_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "there are more than %d relations of one package",
			    PACKAGE_RELATIONS_LIMIT);
		if (read_relation(arena, &at, &relation, err) != 0)
			return -1;
		all.items =
		    arena_grow(arena, all.items, all.count, &all.capacity, sizeof(*all.items));
		all.items[all.count++] = relation;
		/* Debian allows a comma at the end */
		if (*at != '\0')
			at = skip_blanks(at + 1);
	}
	if (relation.or_next)
		return wrong(text, err);
	*ret_relations = all;
	return 0;
}

bool
package_relation_fits(const struct package_relation *relation, const char *version)
{
	int order;

	if (relation->kind == RELATION_ANY)
		return true;
	if (version == NULL)
		return false;
	order = deb_version_compare(version, relation->version);
	switch (relation->kind) {
	case RELATION_EARLIER:
		return order < 0;
	case RELATION_AT_MOST:
		return order <= 0;
	case RELATION_EQUAL:
		return order == 0;
	case RELATION_AT_LEAST:
		return order >= 0;
	default:
		return order > 0;
	}
}

char *
package_relation_print(struct arena *arena, const struct package_relation *relation)
{
	if (relation->kind == RELATION_ANY)
		return arena_strdup(arena, relation->name);
	return arena_printf(
	    arena, "%s (%s %s)", relation->name, signs[relation->kind], relation->version);
}
