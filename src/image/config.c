#include "image/config.h"

#include "base/json.h"
#include "base/scope.h"
#include "image/annotation.h"

#include <string.h>

#define DEFAULT_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
#define CERTS_FILE "/etc/ssl/certs/ca-certificates.crt"

static json_t *
text_array(const struct text_list *list)
{
	json_t *json = json_array();
	size_t i;

	for (i = 0; i < list->count; i++)
		json_array_append_new(json, json_string(list->items[i]));
	return json;
}

/* {"8080/tcp": {}}: a set, as config.md writes one. */
static json_t *
text_set(struct arena *arena, const struct text_list *list)
{
	struct text_list sorted = {0};
	json_t *json = json_object();
	size_t i;

	for (i = 0; i < list->count; i++)
		text_list_add(&sorted, arena, list->items[i]);
	text_list_sort(&sorted);
	for (i = 0; i < sorted.count; i++)
		json_object_set_new(json, sorted.items[i], json_object());
	return json;
}

static json_t *
environment(struct arena *arena, const struct spec *spec)
{
	const struct pairs *env = &spec->image.env;
	json_t *json = json_array();
	size_t i;

	if (pairs_get(env, "PATH") == NULL)
		json_array_append_new(json, json_string("PATH=" DEFAULT_PATH));
	if (spec->with.certs && pairs_get(env, "SSL_CERT_FILE") == NULL)
		json_array_append_new(json, json_string("SSL_CERT_FILE=" CERTS_FILE));
	for (i = 0; i < env->count; i++)
		json_array_append_new(json,
		    json_string(
			arena_printf(arena, "%s=%s", env->items[i].key, env->items[i].value)));
	return json;
}

/* The part for runtimes: "config" of config.md. */
static json_t *
execution(struct arena *arena, const struct spec *spec)
{
	const struct spec_image *image = &spec->image;
	struct pairs labels;
	json_t *json = json_object();

	json_object_set_new(json, "User", json_string(image->user));
	if (image->expose.count > 0)
		json_object_set_new(json, "ExposedPorts", text_set(arena, &image->expose));
	json_object_set_new(json, "Env", environment(arena, spec));
	if (image->entrypoint.count > 0)
		json_object_set_new(json, "Entrypoint", text_array(&image->entrypoint));
	if (image->cmd.count > 0)
		json_object_set_new(json, "Cmd", text_array(&image->cmd));
	if (image->volumes.count > 0)
		json_object_set_new(json, "Volumes", text_set(arena, &image->volumes));
	json_object_set_new(json, "WorkingDir", json_string(image->workdir));
	annotation_labels(arena, spec, &labels);
	json_object_set_new(json, "Labels", pairs_to_json(&labels));
	if (image->stop_signal != NULL)
		json_object_set_new(json, "StopSignal", json_string(image->stop_signal));
	return json;
}

static json_t *
root_file_system(const struct image_parts *parts)
{
	json_t *json = json_object(), *diff_ids = json_array();
	size_t i;

	for (i = 0; i < parts->layer_count; i++)
		json_array_append_new(diff_ids, json_string(parts->layers[i].diff_id.text));
	json_object_set_new(json, "type", json_string("layers"));
	json_object_set_new(json, "diff_ids", diff_ids);
	return json;
}

static json_t *
history(struct arena *arena, const struct image_parts *parts)
{
	json_t *json = json_array(), *entry;
	size_t i;

	for (i = 0; i < parts->layer_count; i++) {
		entry = json_object();
		json_object_set_new(entry, "created",
		    json_string(annotation_time(arena, parts->spec->image.created)));
		json_object_set_new(entry, "created_by",
		    json_string(arena_printf(arena, "mote %s", parts->spec->image.path)));
		json_array_append_new(json, entry);
	}
	return json;
}

int
config_write(struct arena *arena, const struct store *store, const struct image_parts *parts,
    struct descriptor *ret_config, struct error *err)
{
	SCOPED(json) json_t *json = json_object();
	const struct platform *platform = parts->platform;
	struct text bytes = {0};

	json_object_set_new(
	    json, "created", json_string(annotation_time(arena, parts->spec->image.created)));
	json_object_set_new(json, "architecture", json_string(platform->architecture));
	if (platform->variant != NULL)
		json_object_set_new(json, "variant", json_string(platform->variant));
	json_object_set_new(json, "os", json_string("linux"));
	json_object_set_new(json, "config", execution(arena, parts->spec));
	json_object_set_new(json, "rootfs", root_file_system(parts));
	json_object_set_new(json, "history", history(arena, parts));
	bytes.bytes = json_bytes(arena, json, &bytes.length);
	return store_put(store,
	    parts->spec->format == FORMAT_DOCKER ? MEDIA_DOCKER_CONFIG : MEDIA_OCI_CONFIG, &bytes,
	    ret_config, err);
}
