#include "spec/spec_flags.h"

#include <stdlib.h>
#include <string.h>

/* The flag of a row of spec_keys. */
static int
set_flag(void *spec, const struct flag_value *value, struct error *err)
{
	const struct spec_key *key = value->flag->row;
	const char *text = value->text != NULL ? value->text : key->fixed;

	if (key->parse_flag != NULL)
		return key->parse_flag(spec, value->arena, text, err);
	return spec_key_set(key, spec, value->arena, text, err);
}

struct flag_group
spec_flags(struct arena *arena, enum key_group group, struct spec *spec)
{
	static const char *const names[][2] = {
	    [GROUP_BUILD] = {"build", "how the program is compiled"},
	    [GROUP_IMAGE] = {"image", "what the image holds, and how it starts"},
	    [GROUP_OUTPUT] = {"output", "where the image goes"},
	    [GROUP_TRUST] = {"trust", "sources of a stranger"}};
	struct flag_group made = {names[group][0], names[group][1], NULL, spec};
	struct flag *flags;
	const struct spec_key *key;
	size_t count = 0;

	for (key = spec_keys; key->help != NULL; key++)
		count += key->group == group;
	flags = arena_array(arena, count + 1, sizeof(*flags));
	made.flags = flags;
	for (key = spec_keys; key->help != NULL; key++)
		if (key->group == group)
			*flags++ = (struct flag){.name = key->flag,
			    .letter = key->letter,
			    .word = key->word,
			    .help = key->help,
			    .set = set_flag,
			    .choices =
				key->type == KEY_CHOICE && key->word != NULL ? key->choices : NULL,
			    .often = key->often,
			    .row = key};
	return made;
}

/* Sets the key to each word of the variable; the name of the variable stands
 * before an error. */
static int
read_variable(struct arena *arena, struct spec *spec, const char *variable,
    const struct spec_key *key, struct error *err)
{
	static const char blanks[] = " \t\n";
	const char *at = getenv(variable);

	if (at == NULL)
		return 0;
	for (at += strspn(at, blanks); *at != '\0'; at += strspn(at, blanks)) {
		size_t length = strcspn(at, blanks);

		if (spec_key_set(key, spec, arena, arena_copy(arena, at, length), err) != 0)
			return error_wrap(err, "%s", variable);
		at += length;
	}
	return 0;
}

int
spec_environment(struct arena *arena, struct spec *spec, struct error *err)
{
	static const struct {
		const char *variable;
		enum key_section section;
		const char *key;
	} rows[] = {{"MOTE_PLATFORMS", SECTION_ROOT, "platforms"},
	    {"MOTE_OUTPUT", SECTION_ROOT, "output"}, {"MOTE_ISOLATION", SECTION_BUILD, "isolation"},
	    {"MOTE_COMPRESSION", SECTION_ROOT, "compression"}};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct spec_key *key = spec_key_find(rows[i].section, rows[i].key);

		if (spec_key_is_absent(key, spec) &&
		    read_variable(arena, spec, rows[i].variable, key, err) != 0)
			return -1;
	}
	return 0;
}
