#include "registry/engine.h"

#include "base/file.h"
#include "base/json.h"
#include "base/scope.h"
#include "base/stop_signal.h"
#include "registry/engine_address.h"

#include <string.h>

/* An engine takes its time before it says a word: podman unpacks the whole
 * image first. */
enum { PATIENCE_SECONDS = 900 };

struct engine {
	struct arena *arena;
	struct engine_address address;
	struct registry_access access;
	struct http *http;
};

struct engine *
engine_open(struct arena *arena, const struct registry_access *access, struct error *err)
{
	struct engine *engine = arena_alloc(arena, sizeof(*engine));
	struct engine_files files;
	struct http_options options = {.access = &engine->access};

	engine->arena = arena;
	if (access != NULL)
		engine->access = *access;
	if (engine_address_find(arena, &engine->address, err) != 0 ||
	    engine_files_find(arena, &engine->address, &files, err) != 0)
		return NULL;
	if (files.authorities != NULL)
		engine->access.authorities = files.authorities;
	options.socket = engine->address.socket;
	options.certificate = files.certificate;
	options.key = files.key;
	options.patience = access == NULL || access->timeout == 0 ? PATIENCE_SECONDS : 0;
	engine->http = http_new(&options, err);
	return engine->http == NULL ? NULL : engine;
}

void
engine_close(struct engine *engine)
{
	if (engine != NULL)
		http_free(engine->http);
}

void
scope_engine(struct engine **engine)
{
	engine_close(*engine);
}

const char *
engine_name(const struct engine *engine)
{
	return engine->address.name;
}

/* {"message": "..."}; podman says more beside it. Else the text itself, as of
 * who is no engine. */
static const char *
message_of(const struct engine *engine, const struct http_response *response)
{
	struct error ignored;
	SCOPED(json)
	json_t *json =
	    json_parse(text_string(&response->body), response->body.length, "the answer", &ignored);
	const char *message = json_get_text(engine->arena, json, "message");
	char *text;
	size_t length;

	if (message == NULL)
		message = text_string(&response->body);
	length = strcspn(message, "\r\n");
	text = arena_copy(engine->arena, message, length);
	if (text[0] == '\0')
		return arena_printf(
		    engine->arena, "it answers with status %d and no reason", response->status);
	return text;
}

static int
refused(const struct engine *engine, const char *what, const struct http_response *response,
    struct error *err)
{
	const char *message = message_of(engine, response);
	bool encrypted = strstr(message, "HTTP request to an HTTPS server") != NULL;

	return error_set(err, ERROR_FAILED, "the engine at \"%s\" does not %s: %s%s",
	    engine->address.name, what, message,
	    encrypted ? "; set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH" : "");
}

/* Why there is no answer, or half of one. */
static int
broken(const struct engine *engine, const struct http_response *response, struct error *err)
{
	const char *name = engine->address.name;

	if (stop_signal() != 0)
		return -1;
	if (!response->transient)
		return error_wrap(err, "the engine at \"%s\"", name);
	if (response->status != 0)
		return error_wrap(err, "the engine at \"%s\" broke off", name);
	error_fill_wrap(err, "the engine at \"%s\" does not answer", name);
	return error_set(err, err->kind,
	    "%s; is it running? start it, or set DOCKER_HOST to where it listens",
	    arena_strdup(engine->arena, err->text));
}

/* `path` becomes the URL. Any answer is one: its status is for the caller to
 * look at. */
static int
perform(const struct engine *engine, const char *path, struct http_request *request,
    struct http_response *ret_response, struct error *err)
{
	request->url = arena_printf(engine->arena, "%s%s", engine->address.base, path);
	if (http_perform(engine->arena, engine->http, request, ret_response, err) == 0)
		return 0;
	return broken(engine, ret_response, err);
}

/* The object that a GET answers with. NULL with `err`. */
static json_t *
ask(struct engine *engine, const char *path, const char *what, struct http_response *response,
    struct error *err)
{
	struct http_request request = {.method = "GET"};
	const char *name = arena_printf(engine->arena, "%s%s", engine->address.name, path);

	if (perform(engine, path, &request, response, err) != 0)
		return NULL;
	if (response->status != 200) {
		refused(engine, what, response, err);
		return NULL;
	}
	return json_parse(text_string(&response->body), response->body.length, name, err);
}

int
engine_platform(struct engine *engine, const char **ret_platform, struct error *err)
{
	struct http_response response;
	SCOPED(json)
	json_t *json = ask(engine, "/version", "say its version", &response, err);
	const char *os = json_get_text(engine->arena, json, "Os");
	const char *architecture = json_get_text(engine->arena, json, "Arch");

	if (json == NULL)
		return -1;
	if (os == NULL || architecture == NULL)
		return error_set(err, ERROR_FAILED,
		    "the engine at \"%s\" does not say its platform: is it Docker or podman?",
		    engine->address.name);
	*ret_platform = arena_printf(engine->arena, "%s/%s", os, architecture);
	return 0;
}

/* Fails if a value of the stream reports an error. */
static int
check_step(const json_t *step, struct error *err)
{
	const json_t *error = json_object_get(step, "error");
	const json_t *detail = json_object_get(step, "errorDetail");
	const char *text = json_string_value(json_object_get(detail, "message"));

	if (error == NULL && detail == NULL)
		return 0;
	if (json_is_string(error))
		text = json_string_value(error);
	return error_set(err, ERROR_FAILED, "%s",
	    text == NULL || text[0] == '\0' ? "it does not say why" : text);
}

int
engine_check_progress(const char *bytes, size_t size, struct error *err)
{
	size_t at = strspn(bytes, " \t\r\n"), used;

	while (at < size) {
		SCOPED(json)
		json_t *step = json_parse_first(bytes + at, size - at, "the answer", &used, err);

		if (step == NULL)
			return error_set(err, ERROR_FAILED, "what it says is no JSON");
		if (check_step(step, err) != 0)
			return -1;
		at += used;
		at += strspn(bytes + at, " \t\r\n");
	}
	return 0;
}

int
engine_load(struct engine *engine, const struct http_body *body, struct error *err)
{
	static const char *const headers[] = {"Content-Type: application/x-tar", NULL};
	struct http_request request = {.method = "POST", .headers = headers, .body = body};
	struct http_response response;

	/* quiet: no progress bars */
	if (perform(engine, "/images/load?quiet=1", &request, &response, err) != 0)
		return -1;
	if (response.status != 200)
		return refused(engine, "take the image", &response, err);
	if (engine_check_progress(text_string(&response.body), response.body.length, err) == 0)
		return 0;
	return error_wrap(
	    err, "the engine at \"%s\" does not take the image", engine->address.name);
}

static int
not_there(const struct engine *engine, const char *name, struct error *err)
{
	return error_set(err, ERROR_NOT_FOUND, "the engine at \"%s\" has no image \"%s\"",
	    engine->address.name, name);
}

int
engine_inspect(
    struct engine *engine, const char *name, struct engine_image *ret_image, struct error *err)
{
	const char *path = arena_printf(engine->arena, "/images/%s/json", name);
	struct http_response response = {0};
	SCOPED(json)
	json_t *json = ask(engine, path, "show the image", &response, err);
	struct engine_image image = {
	    .identity = json_get_text(engine->arena, json, "Id"),
	};
	const json_t *item;
	size_t i;

	if (json == NULL)
		return response.status == 404 ? not_there(engine, name, err) : -1;
	json_array_foreach(json_object_get(json_object_get(json, "RootFS"), "Layers"), i, item)
	{
		if (json_is_string(item))
			text_list_add(&image.diff_ids, engine->arena,
			    arena_strdup(engine->arena, json_string_value(item)));
	}
	if (image.identity == NULL)
		return error_set(err, ERROR_FAILED, "the engine at \"%s\" gives no Id for \"%s\"",
		    engine->address.name, name);
	*ret_image = image;
	return 0;
}

int
engine_has_manifests(struct engine *engine, bool *ret_keeps, struct error *err)
{
	struct http_response response;
	SCOPED(json)
	json_t *json = ask(engine, "/info", "say how it is set up", &response, err);
	const json_t *pair;
	bool keeps = false;
	size_t i;

	if (json == NULL)
		return -1;
	json_array_foreach(json_object_get(json, "DriverStatus"), i, pair)
	{
		const char *key = json_string_value(json_array_get(pair, 0));
		const char *value = json_string_value(json_array_get(pair, 1));

		if (key != NULL && value != NULL && strcmp(key, "driver-type") == 0)
			keeps = text_starts_with(value, "io.containerd.snapshotter.");
	}
	*ret_keeps = keeps;
	return 0;
}

static int
take_bytes(void *context, const void *bytes, size_t size, struct error *err)
{
	return file_write_all(*(const int *)context, bytes, size, "a temporary file", err);
}

int
engine_save(struct engine *engine, const char *name, int fd, struct error *err)
{
	struct http_request request = {.method = "GET", .take = take_bytes, .take_context = &fd};
	const char *path = arena_printf(engine->arena, "/images/%s/get", name);
	struct http_response response;

	if (perform(engine, path, &request, &response, err) != 0)
		return -1;
	if (response.status == 404)
		return not_there(engine, name, err);
	return response.status == 200 ? 0 : refused(engine, "give the image", &response, err);
}
