#include "builder/stage_tools.h"

#include "base/path.h"
#include "builder/stage_rung.h"
#include "toolchain/foreign_toolchain.h"

static int
find_toolchain(struct arena *arena, const struct stage_request *request,
    struct toolchain *ret_toolchain, struct error *err)
{
	struct foreign_request foreign = {
	    &request->spec->build.toolchain, request->platform, ISOLATION_DEFAULT};

	if (foreign.command->count == 0)
		return toolchain_find(arena, request->platform, ret_toolchain, err);
	if (stage_rung_choose(request, err) != 0)
		return -1;
	foreign.rung = *request->rung;
	return foreign_toolchain_find(arena, &foreign, ret_toolchain, err);
}

static int
find_ports(
    struct arena *arena, const struct spec *spec, struct stage_tools *tools, struct error *err)
{
	const struct text_list names = spec_ports(arena, &spec->build);
	struct port_state state;
	size_t i;

	if (port_find(arena, &names, &tools->ports, err) != 0)
		return -1;
	if (tools->ports.count == 0)
		return 0;
	tools->ports_folder = port_folder(arena, &tools->toolchain);
	for (i = 0; i < tools->ports.count; i++) {
		if (port_state(arena, &tools->toolchain, &tools->ports.items[i], &state, err) != 0)
			return -1;
		text_list_add(&tools->port_keys, arena, state.key);
	}
	return 0;
}

int
stage_tools_find(struct arena *arena, const struct stage_request *request,
    struct stage_tools *ret_tools, struct error *err)
{
	struct stage_tools tools = {0};

	if (find_toolchain(arena, request, &tools.toolchain, err) != 0 ||
	    find_ports(arena, request->spec, &tools, err) != 0)
		return -1;
	*ret_tools = tools;
	return 0;
}

int
stage_tools_check(struct arena *arena, const struct stage_tools *tools, struct error *err)
{
	const char *folder = tools->toolchain.folder;

	if (file_exists(path_join(arena, folder, "bin/cc")))
		return 0;
	return error_set(err, ERROR_FAILED,
	    "the toolchain \"%s\" was removed while the build ran; build again", folder);
}
