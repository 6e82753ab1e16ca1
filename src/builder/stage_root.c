#include "builder/stage_root.h"

#include "base/path.h"
#include "base/template.h"
#include "builder/stage_context.h"
#include "packages/package_project.h"

#include <string.h>
#include <sys/stat.h>

/* Adds the packages of the lock that are for this host. */
static void
add_packages(struct stage_root *root, const struct package_lock *lock, const char *host)
{
	size_t i;

	for (i = 0; i < lock->count; i++)
		if (strcmp(lock->items[i].host, host) == 0)
			root->packages[root->count++] = lock->items[i];
}

bool
stage_root_is_wanted(const struct spec *spec)
{
	return spec->build.root == ROOT_TOOLS ||
	    (spec->build.root == ROOT_DEFAULT && package_host() != NULL);
}

/* mote compiles `sources` with the programs of its own toolchain, which need
 * nothing at all. */
static bool
needs_programs(const struct stage_context *stage)
{
	const struct spec_build *build = &stage->spec->build;

	return stage->shell || build->run.count > 0 || build->root == ROOT_TOOLS ||
	    stage->tools.toolchain.foreign != NULL ||
	    (build->wrapper != WRAPPER_DEFAULT && build->wrapper != WRAPPER_NONE);
}

int
stage_root_find(struct stage_context *stage, struct error *err)
{
	const struct spec_build *build = &stage->spec->build;
	const char *host = package_host();
	struct package_lock tools, own = {0};
	struct stage_root root = {0};
	struct digest digest;

	if (!stage_root_is_wanted(stage->spec))
		return 0;
	if (host == NULL)
		return error_set(err, ERROR_REFUSED,
		    "there are no packages for the processor of this machine; \"root: host\" takes its own programs");
	if (package_lock_of_tools(stage->arena, &tools, err) != 0 ||
	    (build->packages.count > 0 &&
		package_lock_for_build(stage->arena, stage->spec, &own, err) != 0))
		return -1;
	root.packages = arena_array(stage->arena, tools.count + own.count, sizeof(*root.packages));
	if (needs_programs(stage))
		add_packages(&root, &tools, host);
	add_packages(&root, &own, host);
	if (package_root_digest(stage->arena, &(struct locked_packages){root.packages, root.count},
		&digest, err) != 0)
		return -1;
	root.digest = arena_strdup(stage->arena, digest.text);
	if (build->run.count > 0 &&
	    toolchain_find(stage->arena, platform_host(), &root.for_build, err) != 0)
		return -1;
	stage->root = root;
	return 0;
}

bool
stage_root_is_shown(const struct stage_context *stage)
{
	return stage->root.digest != NULL &&
	    (stage->place.rung == ISOLATION_STRICT || stage->place.rung == ISOLATION_CHROOT);
}

/* The compilers of the host's own processor, by their names. */
static int
write_compilers(const struct stage_context *stage, struct error *err)
{
	static const char *const names[] = {"cc", "c++"};
	const struct template *script = template_find("builder/for-build.sh");
	const char *folder = stage_work_path(&stage->place, "for-build");
	size_t i;

	if (mkdir(folder, 0755) != 0)
		return error_errno(err, "cannot make the folder \"%s\"", folder);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (file_write(path_join(stage->arena, folder, names[i]), script->bytes,
			script->size, 0755, err) != 0)
			return -1;
	return 0;
}

const char *
stage_root_identity(const struct stage_context *stage)
{
	const struct stage_root *root = &stage->root;

	return arena_printf(stage->arena, " root %s %s", root->digest,
	    root->for_build.folder == NULL ? "" : root->for_build.digest);
}

void
stage_root_bind(const struct stage_context *stage, struct sandbox *sandbox)
{
	if (!stage_root_is_shown(stage))
		return;
	sandbox->root = (struct sandbox_root){stage->root.folder,
	    stage->spec->build.run.count > 0 || stage->place.rung == ISOLATION_CHROOT
		? stage_work_path(&stage->place, "layer")
		: NULL};
	if (stage->root.for_build.folder == NULL)
		return;
	sandbox_add_bind(sandbox, stage_work_path(&stage->place, "for-build"), "/for-build", false);
	sandbox_add_bind(sandbox, stage->root.for_build.folder, "/toolchain-for-build", false);
}

void
stage_root_variables(const struct stage_context *stage, struct pairs *pairs)
{
	static const char *const variables[][2] = {{"CC_FOR_BUILD", "cc"}, {"BUILD_CC", "cc"},
	    {"HOSTCC", "cc"}, {"CXX_FOR_BUILD", "c++"}, {"HOSTCXX", "c++"}};
	size_t i;

	if (!stage_root_is_shown(stage) || stage->root.for_build.folder == NULL)
		return;
	for (i = 0; i < ARRAY_SIZE(variables); i++)
		pairs_set(pairs, stage->arena, variables[i][0],
		    path_join(stage->arena, "/for-build", variables[i][1]));
}

int
stage_root_provide(struct stage_context *stage, struct package_root *ret_made, struct error *err)
{
	struct package_root_request request = {
	    .packages = {stage->root.packages, stage->root.count}};

	if (stage_root_is_shown(stage)) {
		if (toolchain_home(stage->arena, &request.store.home, err) != 0 ||
		    package_root_provide(stage->arena, &request, ret_made, err) != 0)
			return error_wrap(err, "the programs of the stage");
		stage->root.folder = ret_made->folder;
		return stage->root.for_build.folder == NULL ? 0 : write_compilers(stage, err);
	}
	if (stage->root.digest != NULL && stage->spec->build.root == ROOT_TOOLS)
		return error_set(err, ERROR_REFUSED,
		    "the \"%s\" rung cannot show the packages of the stage, only \"strict\" and \"chroot\" can; \"root: host\" takes "
		    "the programs of this machine",
		    sandbox_rung_name(stage->place.rung));
	return 0;
}
