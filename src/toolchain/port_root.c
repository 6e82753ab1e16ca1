#include "toolchain/port_root.h"

#include <string.h>

/* Adds the lock's packages for this host. */
static struct locked_package *
add_packages(struct locked_package *at, const struct package_lock *lock, const char *host)
{
	size_t i;

	for (i = 0; i < lock->count; i++)
		if (strcmp(lock->items[i].host, host) == 0)
			*at++ = lock->items[i];
	return at;
}

int
port_root_provide(
    struct arena *arena, const char *home, struct package_root *ret_root, struct error *err)
{
	const char *host = package_host();
	struct package_root_request request = {.store = {.home = home}};
	struct package_lock tools, ports;
	struct locked_package *items, *end;

	if (host == NULL)
		return error_set(err, ERROR_REFUSED,
		    "there are no packages of tools for the processor of this machine");
	if (package_lock_of_tools(arena, &tools, err) != 0 ||
	    package_lock_of_ports(arena, &ports, err) != 0)
		return -1;
	items = arena_array(arena, tools.count + ports.count, sizeof(*items));
	end = add_packages(items, &tools, host);
	end = add_packages(end, &ports, host);
	request.packages = (struct locked_packages){items, (size_t)(end - items)};
	return package_root_provide(arena, &request, ret_root, err);
}
