#include "spec/spec_flags.h"

#include "base/path.h"
#include "spec/spec_set.h"
#include "spec/spec_value.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "KEY=VALUE" of --env, --label and --annotation. */
static int
take_pair(
    struct pairs *pairs, struct arena *arena, const struct pair *kind_and_text, struct error *err)
{
	const char *kind = kind_and_text->key, *text = kind_and_text->value;
	const char *equals = strchr(text, '=');
	struct pair pair;

	if (equals == NULL)
		return error_set(
		    err, ERROR_USAGE, "--%s \"%s\" has no \"=\"; write KEY=VALUE", kind, text);
	pair.key = arena_copy(arena, text, (size_t)(equals - text));
	pair.value = equals + 1;
	if (value_pair(kind, &pair, err) != 0)
		return -1;
	pairs_set(pairs, arena, pair.key, pair.value);
	return 0;
}

static int
take_env(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return take_pair(
	    &((struct spec *)spec)->image.env, arena, &(struct pair){"env", text}, err);
}

static int
take_label(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return take_pair(
	    &((struct spec *)spec)->image.labels, arena, &(struct pair){"label", text}, err);
}

static int
take_annotation(void *spec, struct arena *arena, const char *text, struct error *err)
{
	return take_pair(&((struct spec *)spec)->image.annotations, arena,
	    &(struct pair){"annotation", text}, err);
}

/* "FROM:TO" or "FROM:TO:MODE". TO begins with "/", so the last ":/" parts them and FROM may hold colons. */
static int
take_file(void *spec, struct arena *arena, const char *text, struct error *err)
{
	struct spec_file file = {.mode = -1, .place = "--file"};
	const char *colon = NULL, *at = text;
	char folder[4096];
	size_t length;

	while ((at = strstr(at, ":/")) != NULL)
		colon = at++;
	if (colon == NULL || colon == text)
		return error_set(err, ERROR_USAGE,
		    "--file \"%s\" is not FROM:TO[:MODE], where TO begins with \"/\"", text);
	file.from = arena_copy(arena, text, (size_t)(colon - text));
	length = strcspn(colon + 1, ":");
	file.to = arena_copy(arena, colon + 1, length);
	if (colon[1 + length] == ':' && value_mode(colon + 2 + length, &file.mode, err) != 0)
		return error_wrap(err, "--file");
	/* the file's own paths are relative to the build's folder, a flag's to the caller's */
	if (file.from[0] != '/') {
		if (getcwd(folder, sizeof(folder)) == NULL)
			return error_errno(err, "cannot tell the current folder");
		file.from = path_join(arena, folder, file.from);
	}
	return spec_add_file(arena, spec, &file, err) == 0 ? 0 : error_wrap(err, "--file");
}

static int
take_tag(void *spec, struct arena *arena, const char *text, struct error *err)
{
	((struct spec *)spec)->tags_said = true;
	return spec_set_tag(spec, arena, text, err);
}

static int
take_push(void *spec, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct spec *)spec)->push = true;
	return 0;
}

static int
take_untrusted(
    void *spec, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct spec *)spec)->trust.untrusted = true;
	return 0;
}

static int
take_allow_env(void *spec, struct arena *arena, const char *text, struct error *err)
{
	if (text[0] == '\0' || strchr(text, '=') != NULL)
		return error_set(err, ERROR_USAGE,
		    "--allow-env \"%s\" is no name of a variable; write it without a value", text);
	text_list_add(&((struct spec *)spec)->trust.variables, arena, text);
	return 0;
}

static int
take_digest_file(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	((struct spec *)spec)->digest_file = text;
	return value_output("--digest-file", text, err);
}

static int
take_metadata_file(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	((struct spec *)spec)->metadata_file = text;
	return value_output("--metadata-file", text, err);
}

static int
take_depfile(void *spec, struct arena *arena UNUSED, const char *text, struct error *err)
{
	((struct spec *)spec)->depfile = text;
	return value_output("--depfile", text, err);
}

static int
take_static(
    void *spec, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct spec *)spec)->build.link = LINK_STATIC;
	return 0;
}

static int
take_static_pie(
    void *spec, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct spec *)spec)->build.link = LINK_STATIC_PIE;
	return 0;
}

static int
take_libc_extras(void *spec, struct arena *arena, const char *text UNUSED, struct error *err)
{
	return spec_set_libc_extras(spec, arena, "true", err);
}

static int
take_no_cache(
    void *spec, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct spec *)spec)->build.no_cache = true;
	return 0;
}

static int
take_keep_going(
    void *spec, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct spec *)spec)->build.keep_going = true;
	return 0;
}

const struct flag spec_image_flags[] = {
    {"name", 0, "NAME", "the image's and the executable's name", spec_set_name},
    {"tag", 't', "TAG", "for outputs that name none; with --push a repository", take_tag},
    {"push", 0, NULL, "push to each -t that is one: HOST/NAME[:TAG]", take_push},
    {"output", 'o', "REF", "archive:FILE, oci:DIR, docker://NAME; again: more", spec_set_output},
    {"entrypoint", 0, "ARG", "what starts; again: next argument; \"\": none", spec_set_entrypoint},
    {"cmd", 0, "ARG", "default arguments; again: the next one", spec_set_cmd},
    {"env", 'e', "K=V", "a variable of the environment", take_env},
    {"user", 'u', "UID[:GID]", "who runs it (65532:65532)", spec_set_user},
    {"workdir", 'w', "DIR", "where it starts (/)", spec_set_workdir},
    {"expose", 0, "PORT", "a port it serves: 8080, 53/udp", spec_set_expose},
    {"volume", 0, "DIR", "a folder that holds data", spec_set_volume},
    {"label", 'l', "K=V", "a label in the config", take_label},
    {"annotation", 0, "K=V", "an annotation in manifest and index", take_annotation},
    {"stop-signal", 0, "SIG", "what stops it (SIGTERM)", spec_set_signal},
    {"created", 0, "TIME", "RFC 3339 or seconds (SOURCE_DATE_EPOCH, or 0)", spec_set_created},
    {"path", 0, "PATH", "where the executable goes (/NAME)", spec_set_path},
    {"file", 0, "FROM:TO", "more files; FROM a file, folder or glob", take_file},
    {"with", 0, "PIECE", "certs, tmp, passwd, nsswitch, tz, tz=ZONE", spec_set_with},
    {"compression", 0, "HOW", "gzip[:LEVEL], zstd[:LEVEL] or none", spec_set_compression},
    {"format", 0, "WHICH", "oci or docker", spec_set_format},
    {"digest-file", 0, "FILE", "write the image's digest there", take_digest_file},
    {"metadata-file", 0, "FILE", "write digests, sizes and times there, as JSON",
	take_metadata_file},
    {"depfile", 0, "FILE", "write what the image was made of there, for make and ninja",
	take_depfile},
    {"untrusted", 0, NULL, "mote.yaml and the sources are a stranger's", take_untrusted},
    {"allow-env", 0, "NAME", "with --untrusted: what ${env.NAME} may name", take_allow_env},
    {0},
};

const struct flag spec_build_flags[] = {
    {"platform", 'p', "LIST", "linux/arm64,amd64,... or all (the host's)", spec_set_platform},
    {"source", 0, "GLOB", "compile these; again: more", spec_set_source},
    {"run", 0, "CMD", "the project's own build instead; again: more", spec_set_run},
    {"run-output", 0, "PATH", "the executable that CMD makes; again: more", spec_set_run_output},
    {"port", 0, "NAME", "link this library of \"mote ports list\"", spec_set_port},
    {"cflags", 0, "FLAGS", "more flags for the compiler", spec_set_cflags},
    {"ldflags", 0, "FLAGS", "more flags for the linker", spec_set_ldflags},
    {"toolchain", 0, "COMMAND", "a compiler of yours: x86_64-linux-musl-gcc, \"zig cc\"",
	spec_set_toolchain},
    {"wrapper", 0, "WHICH", "compile through ccache or distcc, or none", spec_set_wrapper},
    {"malloc", 0, "WHICH", "mimalloc, jemalloc or musl: every program's", spec_set_malloc},
    {"stack", 0, "SIZE", "what each thread gets, 128KiB to 8MiB (8MiB)", spec_set_stack},
    {"libc-extras", 0, NULL, "link a faster memcpy, strlen, ...", take_libc_extras},
    {"isolation", 0, "HOW", "auto, strict, landlock or none", spec_set_isolation},
    {"keep-going", 'k', NULL, "write the platforms that could be built", take_keep_going},
    {"no-cache", 0, NULL, "build anew, and keep nothing of it", take_no_cache},
    {"static", 0, NULL, "link at a fixed address", take_static},
    {"static-pie", 0, NULL, "link position independent (the default)", take_static_pie},
    {0},
};

/* Each word of the variable goes to the setter; the variable's name before its error. */
static int
take_variable(
    struct arena *arena, struct spec *spec, const struct flag *variable, struct error *err)
{
	static const char blanks[] = " \t\n";
	const char *at = getenv(variable->name);

	if (at == NULL)
		return 0;
	for (at += strspn(at, blanks); *at != '\0'; at += strspn(at, blanks)) {
		size_t length = strcspn(at, blanks);

		if (variable->take(spec, arena, arena_copy(arena, at, length), err) != 0)
			return error_wrap(err, "%s", variable->name);
		at += length;
	}
	return 0;
}

int
spec_environment(struct arena *arena, struct spec *spec, struct error *err)
{
	static const struct flag variables[] = {
	    {"MOTE_PLATFORMS", 0, NULL, NULL, spec_set_platform},
	    {"MOTE_OUTPUT", 0, NULL, NULL, spec_set_output},
	    {"MOTE_ISOLATION", 0, NULL, NULL, spec_set_isolation},
	    {"MOTE_COMPRESSION", 0, NULL, NULL, spec_set_compression},
	};
	const bool absent[] = {spec->platform_count == 0, spec->output_count == 0,
	    spec->build.isolation == ISOLATION_DEFAULT, spec->compression == NULL};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(variables); i++)
		if (absent[i] && take_variable(arena, spec, &variables[i], err) != 0)
			return -1;
	return 0;
}
