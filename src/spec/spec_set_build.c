#include "spec/spec_set.h"

#include "spec/spec_value.h"

#include <string.h>

enum { PROCESS_LIMIT = 1000000 };

static int
add_text(struct text_list *list, struct arena *arena, const struct pair *item, struct error *err)
{
	if (spec_check_text(item->key, item->value, err) != 0)
		return -1;
	text_list_add(list, arena, item->value);
	return 0;
}

int
spec_set_directory(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	if (spec_check_text("directory", text, err) != 0)
		return -1;
	((struct spec *)spec)->build.directory = text;
	return 0;
}

int
spec_set_source(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return add_text(
	    &((struct spec *)spec)->build.sources, arena, &(struct pair){"source", text}, err);
}

int
spec_set_run(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return add_text(&((struct spec *)spec)->build.run, arena, &(struct pair){"run", text}, err);
}

int
spec_set_run_output(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return add_text(&((struct spec *)spec)->build.output, arena,
	    &(struct pair){"the build's output", text}, err);
}

int
spec_set_include(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return add_text(
	    &((struct spec *)spec)->build.includes, arena, &(struct pair){"include", text}, err);
}

static int
add_words(struct text_list *list, struct arena *arena, const struct pair *item, struct error *err)
{
	static const char blanks[] = " \t\n";
	const char *at = item->value;

	if (value_text(item->key, at, err) != 0)
		return -1;
	for (at += strspn(at, blanks); *at != '\0'; at += strspn(at, blanks)) {
		size_t length = strcspn(at, blanks);

		text_list_add(list, arena, arena_copy(arena, at, length));
		at += length;
	}
	return 0;
}

int
spec_set_cflags(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return add_words(
	    &((struct spec *)spec)->build.cflags, arena, &(struct pair){"cflags", text}, err);
}

int
spec_set_ldflags(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return add_words(
	    &((struct spec *)spec)->build.ldflags, arena, &(struct pair){"ldflags", text}, err);
}

int
spec_set_port(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return add_text(
	    &((struct spec *)spec)->build.ports, arena, &(struct pair){"port", text}, err);
}

int
spec_set_link(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	struct spec_build *build = &((struct spec *)spec)->build;

	if (strcmp(text, "static-pie") == 0)
		build->link = LINK_STATIC_PIE;
	else if (strcmp(text, "static") == 0)
		build->link = LINK_STATIC;
	else
		return error_set(
		    err, ERROR_USAGE, "unknown link \"%s\": it is static-pie or static", text);
	return 0;
}

int
spec_set_toolchain(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct text_list *words = &((struct spec *)spec)->build.toolchain;

	*words = (struct text_list){0};
	if (add_words(words, arena, &(struct pair){"toolchain", text}, err) != 0)
		return -1;
	return words->count > 0 ? 0
				: error_set(err, ERROR_USAGE,
				      "toolchain is empty; write a compiler's command as in CC");
}

int
spec_set_wrapper(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	static const char *const names[] = {"none", "ccache", "distcc"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], text) == 0) {
			((struct spec *)spec)->build.wrapper = WRAPPER_NONE + i;
			return 0;
		}
	}
	return error_set(
	    err, ERROR_USAGE, "unknown wrapper \"%s\": it is ccache, distcc or none", text);
}

int
spec_set_malloc(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	static const char *const names[] = {"musl", "mimalloc", "jemalloc", NULL};
	const char *nearest = text_nearest(text, names);
	size_t i;

	for (i = 0; names[i] != NULL; i++) {
		if (strcmp(names[i], text) == 0) {
			((struct spec *)spec)->build.malloc = MALLOC_MUSL + i;
			return 0;
		}
	}
	if (nearest != NULL)
		return error_set(
		    err, ERROR_USAGE, "unknown malloc \"%s\"; did you mean \"%s\"?", text, nearest);
	return error_set(
	    err, ERROR_USAGE, "unknown malloc \"%s\": it is musl, mimalloc or jemalloc", text);
}

int
spec_set_stack(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	uint64_t bytes;

	if (text_to_bytes(text, &bytes) != 0 || bytes < STACK_LEAST || bytes > STACK_MOST)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is not a stack that musl gives a thread; write a size from 128KiB to 8MiB",
		    text);
	((struct spec *)spec)->build.stack = bytes;
	return 0;
}

int
spec_set_libc_extras(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	enum wish *wish = &((struct spec *)spec)->build.libc_extras;

	if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
		return error_set(
		    err, ERROR_USAGE, "\"libc-extras\" is true or false, not \"%s\"", text);
	*wish = text[0] == 't' ? WISH_YES : WISH_NO;
	return 0;
}

int
spec_set_isolation(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	static const char *const names[] = {"auto", "strict", "landlock", "none"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], text) == 0) {
			((struct spec *)spec)->build.isolation = ISOLATION_AUTO + i;
			return 0;
		}
	}
	return error_set(err, ERROR_USAGE,
	    "unknown isolation \"%s\": it is auto, strict, landlock or none", text);
}

int
spec_set_limit_processes(
    void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	uint64_t *processes = &((struct spec *)spec)->build.limits.processes;

	if (text_to_number(text, PROCESS_LIMIT, processes) != 0 || *processes == 0)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is not a limit of processes; write a number from 1 to %d", text,
		    PROCESS_LIMIT);
	return 0;
}

static int
set_size_limit(const char *text, uint64_t *ret_bytes, struct error *err)
{
	if (text_to_bytes(text, ret_bytes) != 0 || *ret_bytes == 0)
		return error_set(
		    err, ERROR_USAGE, "\"%s\" is not a limit; write a size as 500MB or 4GiB", text);
	return 0;
}

int
spec_set_limit_memory(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	return set_size_limit(text, &((struct spec *)spec)->build.limits.memory, err);
}

int
spec_set_limit_disk(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	return set_size_limit(text, &((struct spec *)spec)->build.limits.disk, err);
}
