#include "spec/spec_file.h"

#include "base/file.h"
#include "base/path.h"
#include "spec/key_reader.h"
#include "spec/spec_trust.h"

#include <string.h>
#include <sys/stat.h>

static const struct yaml_node *
find_member(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *member = map == NULL ? NULL : map->children;

	while (member != NULL && strcmp(member->key, key) != 0)
		member = member->next;
	return member;
}

/* Reads a target: one that is not `chosen` is only checked. */
static int
read_target(struct key_reader *reader, const struct yaml_node *target,
    const struct yaml_node *chosen, struct error *err)
{
	const struct yaml_node *inner;

	if (reference_check_name(target->key, err) != 0)
		return keys_refuse(reader, target, err);
	if (target->nothing)
		return 0;
	if (target->kind != YAML_MAP)
		return keys_wrong_kind(reader, target, "a map", err);
	inner = find_member(target, "targets");
	if (inner != NULL)
		return error_set(err, ERROR_USAGE, "%s:%u: a target has no targets of its own",
		    reader->path, inner->line);
	reader->discard = target != chosen;
	if (keys_read(reader, target, err) != 0)
		return -1;
	reader->discard = false;
	return 0;
}

static int
unknown_target(
    struct key_reader *reader, const struct yaml_node *targets, const char *name, struct error *err)
{
	struct text_list names = {0};
	const struct yaml_node *member = targets == NULL ? NULL : targets->children;
	const char *nearest = NULL;

	for (; member != NULL; member = member->next)
		text_list_add(&names, reader->arena, member->key);
	if (names.count == 0)
		return error_set(err, ERROR_NOT_FOUND, "%s has no targets; leave --target=%s away",
		    reader->path, name);
	if (name == NULL)
		return error_set(err, ERROR_USAGE,
		    "%s has several targets; pick one with --target: %s", reader->path,
		    text_list_join(&names, reader->arena, ", "));
	text_list_add(&names, reader->arena, NULL);
	nearest = text_nearest(name, names.items);
	names.count--;
	if (nearest != NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "%s has no target \"%s\"; did you mean \"%s\"?", reader->path, name, nearest);
	return error_set(err, ERROR_NOT_FOUND, "%s has no target \"%s\"; there are %s",
	    reader->path, name, text_list_join(&names, reader->arena, ", "));
}

/* The target that was asked for, or the only one; NULL when the file has none
 * and none was asked for. */
static int
choose_target(struct key_reader *reader, const struct yaml_node *root, const char *name,
    const struct yaml_node **ret_target, struct error *err)
{
	const struct yaml_node *targets = find_member(root, "targets"), *target = NULL;

	if (targets != NULL && targets->kind == YAML_MAP && targets->children == NULL)
		return error_set(err, ERROR_USAGE, "%s:%u: \"targets\" has none; name one",
		    reader->path, targets->line);
	if (targets != NULL && targets->kind != YAML_MAP)
		return keys_wrong_kind(reader, targets, "a map of targets", err);
	if (targets != NULL && name == NULL && targets->children->next == NULL)
		target = targets->children;
	if (name != NULL)
		target = find_member(targets, name);
	if (target == NULL && (targets != NULL || name != NULL))
		return unknown_target(reader, targets, name, err);
	*ret_target = target;
	return 0;
}

static int
read_root(
    struct key_reader *reader, const struct yaml_node *root, const char *name, struct error *err)
{
	const struct yaml_node *targets, *chosen = NULL, *target;

	if (root != NULL && root->kind != YAML_MAP)
		return keys_wrong_kind(
		    reader, root, "keys with values, as in \"name: hello\"", err);
	targets = find_member(root, "targets");
	if (choose_target(reader, root, name, &chosen, err) != 0)
		return -1;
	for (target = targets == NULL ? NULL : targets->children; target != NULL;
	    target = target->next)
		if (read_target(reader, target, chosen, err) != 0)
			return -1;
	if (root != NULL && keys_read(reader, root, err) != 0)
		return -1;
	if (chosen != NULL && reader->spec->name == NULL)
		reader->spec->name = chosen->key;
	return 0;
}

static int
too_large(const char *path, struct error *err)
{
	return error_set(err, ERROR_USAGE,
	    "\"%s\" is larger than %d bytes, the most that is read; long texts belong into files "
	    "that \"files\" copies",
	    path, SPEC_FILE_LIMIT);
}

int
spec_file_parse(struct arena *arena, const struct spec_file_source *source, const char *target,
    struct spec *spec, struct error *err)
{
	struct key_reader reader = {.arena = arena, .path = source->path, .spec = spec};
	struct yaml_source bytes = {source->path, source->bytes, source->size};
	struct yaml_node *root = NULL;
	const char *folder = path_folder(arena, source->path);

	if (source->size > SPEC_FILE_LIMIT)
		return too_large(source->path, err);
	if (yaml_tree_read(arena, &bytes, &root, err) != 0)
		return -1;
	/* the folder of mote.yaml is what it starts from, not what somebody
	 * decided on */
	if (spec->build.directory != NULL &&
	    strcmp(path_clean(arena, spec->build.directory), path_clean(arena, folder)) == 0)
		spec->build.directory = NULL;
	if (spec_trust_begin(arena, spec, source->path, err) != 0 ||
	    read_root(&reader, root, target, err) != 0)
		return -1;
	if (spec->build.directory == NULL)
		spec->build.directory = folder;
	spec->file = source->path;
	spec->target = target;
	return 0;
}

int
spec_file_read(
    struct arena *arena, const char *path, const char *target, struct spec *spec, struct error *err)
{
	struct spec_file_source source = {.path = path};
	struct stat status;
	struct text bytes;

	if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > SPEC_FILE_LIMIT)
		return too_large(path, err);
	if (file_read(arena, path, SPEC_FILE_LIMIT, &bytes, err) != 0)
		return -1;
	source.bytes = bytes.bytes;
	source.size = bytes.length;
	return spec_file_parse(arena, &source, target, spec, err);
}

int
spec_file_targets(
    struct arena *arena, const char *path, struct text_list *ret_names, struct error *err)
{
	struct yaml_source source = {.name = path};
	struct yaml_node *root = NULL;
	const struct yaml_node *targets, *target;
	struct text bytes;

	if (file_read(arena, path, SPEC_FILE_LIMIT, &bytes, err) != 0)
		return -1;
	source.bytes = bytes.bytes;
	source.size = bytes.length;
	if (yaml_tree_read(arena, &source, &root, err) != 0)
		return -1;
	targets = root != NULL && root->kind == YAML_MAP ? find_member(root, "targets") : NULL;
	if (targets == NULL || targets->kind != YAML_MAP)
		return 0;
	for (target = targets->children; target != NULL; target = target->next)
		text_list_add(ret_names, arena, target->key);
	return 0;
}
