/*
 * Any bytes as podman's registries.conf. What is read has whole rules, whatever
 * was refused has a line; a second reading adds none.
 */
#include "base/text.h"
#include "registry/registries_conf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_rule(const struct registry_rule *rule)
{
	size_t i;

	if (rule->prefix == NULL || rule->line == 0 ||
	    (rule->location == NULL && !text_starts_with(rule->prefix, "*.")))
		abort();
	if (rule->location != NULL &&
	    (rule->location[0] == '\0' || text_ends_with(rule->location, "/")))
		abort();
	for (i = 0; i < rule->mirror_count; i++)
		if (rule->mirrors[i].location == NULL || rule->mirrors[i].location[0] == '\0')
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct registries_conf conf = {0};
	struct arena arena = {0};
	struct error err = {0};
	const char *bytes = arena_copy(&arena, data, size);
	size_t count, i;

	if (registries_conf_parse(&arena, "conf", bytes, &conf, &err) != 0) {
		if (err.kind != ERROR_FAILED || !text_starts_with(err.text, "conf:") ||
		    conf.count != 0)
			abort();
	} else {
		for (i = 0; i < conf.count; i++)
			check_rule(&conf.rules[i]);
		count = conf.count;
		if (registries_conf_parse(&arena, "conf", bytes, &conf, &err) != 0 ||
		    conf.count != count)
			abort();
	}
	arena_release(&arena);
	return 0;
}
