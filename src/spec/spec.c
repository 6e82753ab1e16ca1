#include "spec/spec.h"

#include "base/path.h"
#include "spec/spec_expand.h"
#include "spec/spec_outputs.h"
#include "spec/spec_place.h"
#include "spec/spec_set.h"
#include "spec/spec_trust.h"
#include "spec/spec_value.h"
#include "stream/compressor.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct spec, member)

/* docker, containerd and Kubernetes each stop well below; a config is read
 * whole by all of them. */
enum { NAME_LIMIT = 128, PAIRS_LIMIT = 1 << 20 };

struct text_list
spec_linked_ports(struct arena *arena, const struct spec_build *build)
{
	struct text_list ports = {0};

	if (build->malloc == MALLOC_MIMALLOC)
		text_list_add(&ports, arena, "mimalloc");
	if (build->malloc == MALLOC_JEMALLOC)
		text_list_add(&ports, arena, "jemalloc");
	if (build->libc_extras == WISH_YES)
		text_list_add(&ports, arena, "libc-extras");
	return ports;
}

struct text_list
spec_ports(struct arena *arena, const struct spec_build *build)
{
	struct text_list linked = spec_linked_ports(arena, build), ports = {0};
	size_t i;

	for (i = 0; i < build->ports.count; i++)
		text_list_add(&ports, arena, build->ports.items[i]);
	for (i = 0; i < linked.count; i++)
		text_list_add(&ports, arena, linked.items[i]);
	return ports;
}

static char
lower_case(char byte)
{
	static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
			  lower[] = "abcdefghijklmnopqrstuvwxyz";
	const char *at = byte == '\0' ? NULL : strchr(upper, byte);

	if (at != NULL)
		return lower[at - upper];
	return byte;
}

char *
spec_name_from(struct arena *arena, const char *base)
{
	struct text name;

	text_init(&name, arena);
	text_add(&name, "");
	for (; *base != '\0' && name.length < NAME_LIMIT; base++) {
		char byte = lower_case(*base);
		bool word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
		const char *last = name.length > 0 ? &name.bytes[name.length - 1] : "-";

		if (!word && strchr("-._", *last) != NULL)
			continue;
		if (!word && byte != '.' && byte != '_')
			byte = '-';
		text_append(&name, &byte, 1);
	}
	while (name.length > 0 && strchr("-._", name.bytes[name.length - 1]) != NULL)
		name.bytes[--name.length] = '\0';
	return name.bytes;
}

static int
finish_name(struct arena *arena, struct spec *spec, struct error *err)
{
	const struct spec_build *build = &spec->build;
	const char *base, *dot, *directory = build->directory == NULL ? "." : build->directory;
	char whole[PATH_MAX];

	if (spec->name != NULL)
		return reference_check_name(spec->name, err) == 0
		    ? 0
		    : spec_place_wrap(spec, AT(name), NULL, err);
	if (spec->executables.count > 0)
		base = path_base(spec->executables.items[0]);
	else if (build->output.count == 1)
		base = path_base(build->output.items[0]);
	else if (build->sources.count == 1 && strpbrk(build->sources.items[0], "*?[") == NULL) {
		base = path_base(build->sources.items[0]);
		dot = strrchr(base, '.');
		if (dot != NULL && dot != base)
			base = arena_copy(arena, base, (size_t)(dot - base));
	} else if (realpath(directory, whole) != NULL)
		base = path_base(whole);
	else
		return error_errno(err, "cannot find the folder \"%s\"", directory);
	spec->name = spec_name_from(arena, base);
	if (spec->name[0] == '\0')
		return error_set(
		    err, ERROR_USAGE, "no name can be made of \"%s\"; say one with --name", base);
	return 0;
}

static int
finish_created(struct spec *spec, struct expansion *expansion, struct error *err)
{
	struct spec_image *image = &spec->image;
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds;

	if (image->created_text != NULL && image->created_kind == CREATED_DEFAULT) {
		if (expansion_apply(expansion, "created", &image->created_text, err) != 0 ||
		    value_time("created", image->created_text, &image->created, err) != 0)
			return spec_place_wrap(spec, AT(image.created_text), NULL, err);
	} else if (image->created_kind == CREATED_DEFAULT && epoch != NULL && epoch[0] != '\0') {
		if (text_to_number(epoch, INT64_MAX, &seconds) != 0)
			return error_set(err, ERROR_USAGE,
			    "SOURCE_DATE_EPOCH is \"%s\", no number of seconds since 1970", epoch);
		if (value_time("SOURCE_DATE_EPOCH", epoch, &image->created, err) != 0)
			return -1;
	}
	image->created_kind = CREATED_SECONDS;
	return 0;
}

static int
finish_pairs(
    struct spec *spec, struct expansion *expansion, const struct spec_key *key, struct error *err)
{
	struct pairs *pairs = spec_key_member(key, spec);
	const char *kind = spec_key_kind(key);
	size_t i, bytes = 0;

	for (i = 0; i < pairs->count; i++) {
		struct pair *pair = &pairs->items[i];
		const char *what = arena_printf(expansion->arena, "%s \"%.60s\"", kind, pair->key);
		const char *before = pair->value;

		if (expansion_apply(expansion, what, &pair->value, err) != 0 ||
		    value_pair(kind, pair, err) != 0)
			return spec_place_wrap(spec, key->offset, before, err);
		bytes += strlen(pair->key) + strlen(pair->value);
	}
	if (bytes <= PAIRS_LIMIT)
		return 0;
	error_set(err, ERROR_USAGE, "%zu bytes of %s are more than the %d that fit", bytes, kind,
	    PAIRS_LIMIT);
	return spec_place_wrap(spec, key->offset, NULL, err);
}

static int
finish_list(
    struct spec *spec, struct expansion *expansion, const struct spec_key *key, struct error *err)
{
	struct text_list *list = spec_key_member(key, spec);
	size_t i;

	for (i = 0; i < list->count; i++)
		if (expansion_apply(expansion, key->name, &list->items[i], err) != 0)
			return spec_place_wrap(spec, key->offset, list->items[i], err);
	return 0;
}

/* In the order of indexes, whatever order they were asked for in; the host's
 * when none was. */
static void
finish_platforms(struct arena *arena, struct spec *spec)
{
	const struct platform *const *all = platform_all();
	const struct platform **sorted;
	size_t count = 0, i, j;

	if (spec->platform_count == 0 && spec->executables.count == 0) {
		spec->platforms = arena_array(arena, 1, sizeof(*sorted));
		spec->platforms[0] = platform_host();
		spec->platform_count = spec->platform_capacity = 1;
	}
	sorted = arena_array(arena, spec->platform_count + 1, sizeof(*sorted));
	for (i = 0; all[i] != NULL; i++) {
		for (j = 0; j < spec->platform_count && spec->platforms[j] != all[i]; j++)
			continue;
		if (j < spec->platform_count)
			sorted[count++] = all[i];
	}
	spec->platforms = sorted;
	spec->platform_count = count;
}

/* Ports are libraries of mote's own toolchain. */
static int
check_toolchain(const struct spec *spec, struct error *err)
{
	const struct spec_build *build = &spec->build;
	const char *other = build->ports.count > 0 ? "ports"
	    : build->malloc > MALLOC_MUSL          ? "malloc"
	    : build->libc_extras == WISH_YES       ? "libc-extras"
						   : NULL;

	if (build->toolchain.count == 0 || other == NULL)
		return 0;
	error_set(err, ERROR_USAGE,
	    "there are both \"toolchain\" and \"%s\"; ports are libraries of mote's own toolchain "
	    "and fit no other, leave one of them away",
	    other);
	return spec_place_wrap(spec, AT(build.toolchain), NULL, err);
}

static int
check_work(const struct spec *spec, struct error *err)
{
	const struct spec_build *build = &spec->build;

	if (build->sources.count > 0 && build->run.count > 0) {
		error_set(err, ERROR_USAGE,
		    "there are both \"sources\" and \"run\"; mote compiles the sources, or runs "
		    "the project's own build");
		return spec_place_wrap(spec, AT(build.run), NULL, err);
	}
	if (build->run.count > 0 && build->output.count == 0) {
		error_set(err, ERROR_USAGE,
		    "\"run\" needs \"output\": the path of the executable that it makes");
		return spec_place_wrap(spec, AT(build.run), NULL, err);
	}
	if (build->run.count == 0 && build->output.count > 0) {
		error_set(err, ERROR_USAGE,
		    "the build's \"output\" is for \"run\"; mote names what it compiles itself");
		return spec_place_wrap(spec, AT(build.output), NULL, err);
	}
	return 0;
}

/* Compilers and wrappers of the user are programs of the host, and packages are
 * not. */
static int
finish_root(struct spec_build *build, struct error *err)
{
	const char *own = build->toolchain.count > 0                               ? "toolchain"
	    : build->wrapper == WRAPPER_CCACHE || build->wrapper == WRAPPER_DISTCC ? "wrapper"
										   : NULL;

	if (build->packages.count > 0 && build->root == ROOT_HOST)
		return error_set(err, ERROR_USAGE,
		    "there are both \"packages\" and \"root: host\", which shows no packages; leave one of them out");
	if (build->packages.count > 0)
		build->root = ROOT_TOOLS;
	if (own == NULL)
		return 0;
	if (build->root == ROOT_TOOLS)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" names a program of the host, which a stage with %s does not have; leave one of them out",
		    own, build->packages.count > 0 ? "\"packages\"" : "\"root: tools\"");
	build->root = ROOT_HOST;
	return 0;
}

static int
finish_build(struct spec *spec, struct error *err)
{
	struct spec_build *build = &spec->build;

	if (check_work(spec, err) != 0 || check_toolchain(spec, err) != 0 ||
	    finish_root(build, err) != 0)
		return -1;
	if (build->directory == NULL)
		build->directory = ".";
	if (build->link == LINK_DEFAULT && build->toolchain.count == 0)
		build->link = LINK_STATIC_PIE;
	if (build->isolation == ISOLATION_DEFAULT)
		build->isolation = ISOLATION_AUTO;
	if (build->at == NULL)
		build->at = "/src";
	return 0;
}

static int
finish_image(struct arena *arena, struct spec *spec, struct error *err)
{
	const struct text_list *outputs = &spec->build.output;
	struct spec_image *image = &spec->image;

	if (image->user == NULL)
		image->user = "65532:65532";
	if (image->workdir == NULL)
		image->workdir = "/";
	/* what a build installed below DESTDIR stays where it was installed,
	 * and of several programs none is the one that the image is named
	 * after */
	if (image->path == NULL && outputs->count > 0 && outputs->items[0][0] == '/')
		image->path = path_clean(arena, outputs->items[0]);
	if (image->path == NULL)
		image->path = arena_printf(
		    arena, "/%s", path_base(outputs->count > 1 ? outputs->items[0] : spec->name));
	if (!image->has_entrypoint)
		text_list_add(&image->entrypoint, arena, image->path);
	image->has_entrypoint = true;
	if (image->entrypoint.count > 0 || image->cmd.count > 0)
		return 0;
	error_set(err, ERROR_USAGE, "neither entrypoint nor cmd: nothing in the image would start");
	return spec_place_wrap(spec, AT(image.entrypoint), NULL, err);
}

static int
finish_choices(struct spec *spec, struct error *err)
{
	if (spec->compression == NULL)
		spec->compression = compressor_at(0);
	if (spec->format == FORMAT_DEFAULT)
		spec->format = FORMAT_OCI;
	if (spec->format != FORMAT_DOCKER || spec->compression->docker_type != NULL)
		return 0;
	error_set(err, ERROR_USAGE,
	    "Docker's format has no %s layers; use --compression=gzip or --format=oci",
	    spec->compression->name);
	return spec_place_wrap(spec, AT(compression), NULL, err);
}

/* Expands all texts that may have variables, except the tags and the time. */
static int
expand_all(struct spec *spec, struct expansion *expansion, struct error *err)
{
	const struct spec_key *key;

	for (key = spec_keys; key->help != NULL; key++) {
		if (key->dollar != DOLLAR_EXPANDED)
			continue;
		if (key->type == KEY_PAIRS && finish_pairs(spec, expansion, key, err) != 0)
			return -1;
		if ((key->type == KEY_WORDS || key->type == KEY_ARGUMENTS) &&
		    finish_list(spec, expansion, key, err) != 0)
			return -1;
	}
	return 0;
}

int
spec_finish(struct arena *arena, struct spec *spec, struct error *err)
{
	struct expansion expansion = {.arena = arena, .trust = &spec->trust};

	if (spec_trust_finish(spec, err) != 0 || finish_build(spec, err) != 0 ||
	    finish_name(arena, spec, err) != 0)
		return -1;
	expansion.name = spec->name;
	expansion.directory = spec->build.directory;
	finish_platforms(arena, spec);
	/* finish_image comes after expand_all: an entrypoint that mote makes
	 * from a path has no variables */
	if (finish_choices(spec, err) != 0 || finish_created(spec, &expansion, err) != 0 ||
	    expand_all(spec, &expansion, err) != 0 || finish_image(arena, spec, err) != 0)
		return -1;
	return spec_finish_outputs(spec, &expansion, err) != 0
	    ? -1
	    : spec_trust_check_outputs(arena, spec, err);
}
