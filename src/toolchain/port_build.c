#include "toolchain/port_build.h"

#include "base/log.h"
#include "base/path.h"
#include "base/process.h"
#include "toolchain/port.h"
#include "toolchain/recipes.h"

#include <string.h>

/* A platform with the ports that its toolchain lacks. */
struct platform_lack {
	const struct platform *platform;
	const char *home; /* where its toolchain is, and its ports will be */
	struct text_list ports;
};

static int
find_lack(struct arena *arena, const struct platform *platform, const struct port_set *set,
    struct platform_lack *ret_lack, struct error *err)
{
	struct toolchain toolchain;
	struct port_state state;
	size_t i;

	if (toolchain_find(arena, platform, &toolchain, err) != 0)
		return -1;
	*ret_lack = (struct platform_lack){platform, path_folder(arena, toolchain.folder), {0}};
	for (i = 0; i < set->count; i++) {
		if (port_state(arena, &toolchain, &set->items[i], &state, err) != 0)
			return -1;
		if (!state.built)
			text_list_add(&ret_lack->ports, arena, set->items[i].name);
	}
	return 0;
}

/* The platforms that lack something of what is asked for. */
struct lacks {
	const struct port_request *request;
	struct platform_lack *items;
	size_t count;
};

static int
find_lacks(struct arena *arena, const struct port_request *request, struct lacks *ret_lacks,
    struct error *err)
{
	struct port_set set = {0};
	size_t i;

	*ret_lacks = (struct lacks){
	    request, arena_array(arena, request->count, sizeof(*ret_lacks->items)), 0};
	if (port_find(arena, request->names, &set, err) != 0)
		return -1;
	for (i = 0; i < request->count; i++) {
		struct platform_lack *lack = &ret_lacks->items[ret_lacks->count];

		if (find_lack(arena, request->platforms[i], &set, lack, err) != 0)
			return -1;
		ret_lacks->count += lack->ports.count > 0;
	}
	return 0;
}

static const char *
lacking_platforms(struct arena *arena, const struct lacks *lacks)
{
	struct text_list names = {0};
	size_t i;

	for (i = 0; i < lacks->count; i++)
		text_list_add(&names, arena, lacks->items[i].platform->name);
	return text_list_join(&names, arena, ", ");
}

static const char *
lacking_ports(struct arena *arena, const struct lacks *lacks)
{
	struct text_list names = {0};
	size_t i, k;

	for (i = 0; i < lacks->count; i++)
		for (k = 0; k < lacks->items[i].ports.count; k++)
			if (!text_list_has(&names, lacks->items[i].ports.items[k]))
				text_list_add(&names, arena, lacks->items[i].ports.items[k]);
	return text_list_join(&names, arena, ", ");
}

/* Targets that are built at the same time share the processors: toolchain/port asks nproc(1), and that minds this variable,
 * which make hands on. */
static void
share_processors(struct text_list *words, struct arena *arena, size_t targets)
{
	size_t processors = process_processors(),
	       share = processors / (targets < processors ? targets : processors);

	recipes_add_variable(words, arena, "OMP_THREAD_LIMIT", arena_printf(arena, "%zu", share));
}

/* One make for the targets whose toolchains are in one folder. */
static int
build_at_home(struct arena *arena, const char *home, const struct lacks *lacks, int *ret_status,
    struct error *err)
{
	struct text_list words = {0}, targets = {0};
	size_t i;

	for (i = 0; i < lacks->count; i++)
		if (strcmp(lacks->items[i].home, home) == 0)
			text_list_add(&targets, arena, lacks->items[i].platform->target);
	recipes_add_variable(&words, arena, "TARGET", text_list_join(&targets, arena, " "));
	recipes_add_variable(
	    &words, arena, "PORTS", text_list_join(lacks->request->names, arena, " "));
	share_processors(&words, arena, targets.count);
	text_list_add(&words, arena, "ports");
	log_part("%s for %s", text_list_join(lacks->request->names, arena, " "),
	    text_list_join(&targets, arena, " "));
	return recipes_make(arena, home, &words, ret_status, err);
}

static int
build_lacks(struct arena *arena, const struct lacks *lacks, struct error *err)
{
	struct text_list homes = {0};
	struct lacks left;
	size_t i;
	int status = 0;

	for (i = 0; i < lacks->count && status == 0; i++) {
		const char *home = lacks->items[i].home;

		if (text_list_has(&homes, home))
			continue;
		text_list_add(&homes, arena, home);
		if (build_at_home(arena, home, lacks, &status, err) != 0)
			return -1;
	}
	if (status == 0)
		return 0;
	/* the toolchains may be gone meanwhile too */
	if (find_lacks(arena, lacks->request, &left, err) != 0 || left.count == 0)
		left = *lacks;
	return error_set(err, ERROR_FAILED, "%s for %s could not be built; the lines above say why",
	    text_list_join(lacks->request->names, arena, " "), lacking_platforms(arena, &left));
}

int
port_build(struct arena *arena, const struct port_request *request, struct error *err)
{
	struct lacks lacks;

	return find_lacks(arena, request, &lacks, err) != 0 ? -1 : build_lacks(arena, &lacks, err);
}

int
port_provide(struct arena *arena, const struct port_request *request, struct error *err)
{
	struct lacks lacks;

	if (find_lacks(arena, request, &lacks, err) != 0)
		return -1;
	if (lacks.count > 0)
		log_note("building %s for %s, this once", lacking_ports(arena, &lacks),
		    lacking_platforms(arena, &lacks));
	return build_lacks(arena, &lacks, err);
}
