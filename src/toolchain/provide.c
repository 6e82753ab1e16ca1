#include "toolchain/provide.h"

#include "packages/package_lock.h"
#include "toolchain/port.h"
#include "toolchain/port_build.h"
#include "toolchain/toolchain_install.h"

int
provide_for_build(struct arena *arena, const struct spec *spec, struct error *err)
{
	const struct text_list names = spec_ports(arena, &spec->build);
	const struct port_request wanted = {&names, spec->platforms, spec->platform_count};
	struct port_set ports = {0};
	const struct platform *host = platform_host();

	/* an unknown name is no reason to make a toolchain */
	if (port_find(arena, &names, &ports, err) != 0 ||
	    (spec->build.toolchain.count == 0 &&
		toolchain_provide(arena, spec->platforms, spec->platform_count, err) != 0))
		return -1;
	/* it compiles the programs that a build itself runs */
	if (spec->build.root != ROOT_HOST && spec->build.run.count > 0 && package_host() != NULL &&
	    toolchain_provide(arena, &host, 1, err) != 0)
		return error_wrap(err, "programs that the build itself runs");
	return names.count == 0 ? 0 : port_provide(arena, &wanted, err);
}
