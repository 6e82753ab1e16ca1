#include "spec/spec_key.h"
#include "spec/spec_set.h"

#include <string.h>

/* NOLINTNEXTLINE(bugprone-sizeof-expression): a member may be a pointer */
#define IN(type, member) offsetof(type, member), sizeof(((type *)0)->member)
#define AT(member) IN(struct spec, member)
#define OF(member) IN(struct spec_file, member)
#define GIVEN(member) .given = offsetof(struct spec, member)

enum { PROCESS_LIMIT = 1000000 };

static const char *const links[] = {"static-pie", "static", NULL};
static const char *const wrappers[] = {"none", "ccache", "distcc", NULL};
static const char *const mallocs[] = {"musl", "mimalloc", "jemalloc", NULL};
static const char *const isolations[] = {"auto", "strict", "chroot", "landlock", "none", NULL};
static const char *const roots[] = {"tools", "host", NULL};
static const char *const formats[] = {"oci", "docker", NULL};

/* The order of the rows is the order of the help. */
const struct spec_key spec_keys[] = {
    /* the build */
    {"build", SECTION_ROOT, KEY_SECTION, .inner = SECTION_BUILD,
	.help = "how the program is compiled"},
    {"platforms", SECTION_ROOT, KEY_PARSED_LIST, AT(platform_count), spec_set_platform,
	.flag = "platform", .letter = 'p', .word = "PLATFORM", .group = GROUP_BUILD, .often = true,
	.help = "linux/arm64,amd64,... or all (the host's)"},
    {"directory", SECTION_BUILD, KEY_FOLDER, AT(build.directory), .trust = TRUST_FOLDER,
	.help = "the source folder (the folder of mote.yaml)"},
    {"sources", SECTION_BUILD, KEY_TEXTS, AT(build.sources), .flag = "source", .word = "GLOB",
	.group = GROUP_BUILD, .often = true, .help = "compile these; again: more"},
    {"run", SECTION_BUILD, KEY_TEXTS, AT(build.run), .dollar = DOLLAR_KEPT, .flag = "run",
	.word = "CMD", .group = GROUP_BUILD, .often = true,
	.help = "the project's own build instead; again: more"},
    {"output", SECTION_BUILD, KEY_TEXTS, AT(build.output), .flag = "run-output", .word = "PATH",
	.group = GROUP_BUILD, .often = true, .help = "the executable that CMD makes; again: more"},
    {"includes", SECTION_BUILD, KEY_TEXTS, AT(build.includes), .help = "folders with headers"},
    {"ports", SECTION_BUILD, KEY_TEXTS, AT(build.ports), .flag = "port", .word = "PORT",
	.group = GROUP_BUILD, .often = true, .help = "link this library of \"mote ports list\""},
    {"packages", SECTION_BUILD, KEY_PARSED_LIST, AT(build.packages), spec_set_package,
	.pattern = "^[a-z0-9][a-z0-9+.-]+$",
	.help = "Debian packages whose programs the build needs; see \"mote lock\""},
    {"root", SECTION_BUILD, KEY_CHOICE, AT(build.root), .choices = roots, .flag = "root",
	.word = "WHICH", .group = GROUP_BUILD,
	.help = "programs of the stage: tools or host (tools)"},
    {"at", SECTION_BUILD, KEY_PARSED, AT(build.at), spec_set_at, .pattern = "^/",
	.help = "where the stage shows the source folder (/src)"},
    {"cflags", SECTION_BUILD, KEY_WORDS, AT(build.cflags), .dollar = DOLLAR_EXPANDED,
	.flag = "cflags", .word = "FLAGS", .group = GROUP_BUILD,
	.help = "more flags for the compiler"},
    {"ldflags", SECTION_BUILD, KEY_WORDS, AT(build.ldflags), .dollar = DOLLAR_EXPANDED,
	.flag = "ldflags", .word = "FLAGS", .group = GROUP_BUILD,
	.help = "more flags for the linker"},
    {"env", SECTION_BUILD, KEY_PAIRS, AT(build.environment), .dollar = DOLLAR_EXPANDED,
	.help = "variables of the environment of the build"},
    {"link", SECTION_BUILD, KEY_CHOICE, AT(build.link), .choices = links,
	.help = "static-pie (the default), or static: at a fixed address"},
    {"toolchain", SECTION_BUILD, KEY_COMMAND, AT(build.toolchain), .dollar = DOLLAR_KEPT,
	.trust = TRUST_NO_VALUE, .flag = "toolchain", .word = "COMMAND", .group = GROUP_BUILD,
	.help = "a compiler of yours: x86_64-linux-musl-gcc, \"zig cc\""},
    {"wrapper", SECTION_BUILD, KEY_CHOICE, AT(build.wrapper), .choices = wrappers,
	.trust = TRUST_NONE, .flag = "wrapper", .word = "WHICH", .group = GROUP_BUILD,
	.help = "compile through ccache or distcc, or none"},
    {"malloc", SECTION_BUILD, KEY_CHOICE, AT(build.malloc), .choices = mallocs, .flag = "malloc",
	.word = "WHICH", .group = GROUP_BUILD,
	.help = "mimalloc, jemalloc or musl: every program's"},
    {"stack", SECTION_BUILD, KEY_SIZE, AT(build.stack), .least = STACK_LEAST, .most = STACK_MOST,
	.flag = "stack", .word = "SIZE", .group = GROUP_BUILD,
	.help = "what each thread gets, 128KiB to 8MiB (8MiB)"},
    {"libc-extras", SECTION_BUILD, KEY_WISH, AT(build.libc_extras), .flag = "libc-extras",
	.fixed = "true", .group = GROUP_BUILD, .help = "link a faster memcpy, strlen, ..."},
    {"isolation", SECTION_BUILD, KEY_CHOICE, AT(build.isolation), .choices = isolations,
	.trust = TRUST_STRICT, .flag = "isolation", .word = "HOW", .group = GROUP_BUILD,
	.help = "auto, strict, landlock or none"},
    {"limits", SECTION_BUILD, KEY_SECTION, .inner = SECTION_LIMITS,
	.help = "what a build may use at once"},
    {"processes", SECTION_LIMITS, KEY_NUMBER, AT(build.limits.processes), .least = 1,
	.most = PROCESS_LIMIT, .help = "processes and threads"},
    {"memory", SECTION_LIMITS, KEY_SIZE, AT(build.limits.memory), .least = 1, .most = UINT64_MAX,
	.help = "memory of all processes together"},
    {"disk", SECTION_LIMITS, KEY_SIZE, AT(build.limits.disk), .least = 1, .most = UINT64_MAX,
	.help = "bytes that the build writes"},
    {NULL, SECTION_NONE, KEY_SWITCH, AT(build.keep_going), .flag = "keep-going", .letter = 'k',
	.group = GROUP_BUILD, .help = "write the platforms that could be built"},
    {NULL, SECTION_NONE, KEY_SWITCH, AT(build.no_cache), .flag = "no-cache", .group = GROUP_BUILD,
	.help = "build anew, and keep nothing of it"},
    {NULL, SECTION_NONE, KEY_SWITCH, AT(build.keep_stage), .flag = "keep-stage",
	.group = GROUP_BUILD, .help = "leave a stage that fails, for \"mote shell --stage\""},
    {NULL, SECTION_NONE, KEY_CHOICE, AT(build.link), .choices = links, .flag = "static",
	.fixed = "static", .group = GROUP_BUILD, .help = "link at a fixed address"},
    {NULL, SECTION_NONE, KEY_CHOICE, AT(build.link), .choices = links, .flag = "static-pie",
	.fixed = "static-pie", .group = GROUP_BUILD,
	.help = "link position independent (the default)"},

    /* the image */
    {"name", SECTION_ROOT, KEY_PARSED, AT(name), spec_set_name, .flag = "name", .word = "NAME",
	.group = GROUP_IMAGE, .help = "the image's and the executable's name"},
    {"image", SECTION_ROOT, KEY_SECTION, .inner = SECTION_IMAGE,
	.help = "how the image is started, and what is known of it"},
    {"entrypoint", SECTION_IMAGE, KEY_ARGUMENTS, AT(image.entrypoint), GIVEN(image.has_entrypoint),
	.dollar = DOLLAR_EXPANDED, .config = "Entrypoint", .flag = "entrypoint", .word = "ARG",
	.group = GROUP_IMAGE, .help = "what starts; again: next argument; \"\": none"},
    {"cmd", SECTION_IMAGE, KEY_ARGUMENTS, AT(image.cmd), GIVEN(image.has_cmd),
	.dollar = DOLLAR_EXPANDED, .config = "Cmd", .flag = "cmd", .word = "ARG",
	.group = GROUP_IMAGE, .help = "default arguments; again: the next one"},
    {"env", SECTION_IMAGE, KEY_PAIRS, AT(image.env), .dollar = DOLLAR_EXPANDED, .config = "Env",
	.flag = "env", .letter = 'e', .word = "K=V", .group = GROUP_IMAGE,
	.help = "a variable of the environment"},
    {"user", SECTION_IMAGE, KEY_PARSED, AT(image.user), spec_set_user, .config = "User",
	.flag = "user", .letter = 'u', .word = "UID[:GID]", .group = GROUP_IMAGE,
	.help = "who runs it (65532:65532)"},
    {"workdir", SECTION_IMAGE, KEY_PARSED, AT(image.workdir), spec_set_workdir, .pattern = "^/",
	.config = "WorkingDir", .flag = "workdir", .letter = 'w', .word = "PATH",
	.group = GROUP_IMAGE, .help = "where it starts (/)"},
    {"expose", SECTION_IMAGE, KEY_PARSED_LIST, AT(image.expose), spec_set_expose,
	.pattern = "^[0-9]{1,5}(/(tcp|udp|sctp))?$", .config = "ExposedPorts", .flag = "expose",
	.word = "NUMBER", .group = GROUP_IMAGE, .help = "a port it serves: 8080, 53/udp"},
    {"volumes", SECTION_IMAGE, KEY_PARSED_LIST, AT(image.volumes), spec_set_volume, .pattern = "^/",
	.config = "Volumes", .flag = "volume", .word = "PATH", .group = GROUP_IMAGE,
	.help = "a folder that holds data"},
    {"labels", SECTION_IMAGE, KEY_PAIRS, AT(image.labels), .dollar = DOLLAR_EXPANDED,
	.config = "Labels", .flag = "label", .letter = 'l', .word = "K=V", .group = GROUP_IMAGE,
	.help = "a label in the config"},
    {"annotations", SECTION_IMAGE, KEY_PAIRS, AT(image.annotations), .dollar = DOLLAR_EXPANDED,
	.flag = "annotation", .word = "K=V", .group = GROUP_IMAGE,
	.help = "an annotation in manifest and index"},
    {"stop-signal", SECTION_IMAGE, KEY_PARSED, AT(image.stop_signal), spec_set_signal,
	.config = "StopSignal", .flag = "stop-signal", .word = "SIG", .group = GROUP_IMAGE,
	.help = "what stops it (SIGTERM)"},
    {"created", SECTION_IMAGE, KEY_PARSED, AT(image.created_text), spec_set_created,
	.dollar = DOLLAR_EXPANDED, .flag = "created", .word = "TIME", .group = GROUP_IMAGE,
	.help = "RFC 3339 or seconds (SOURCE_DATE_EPOCH, or 0)"},
    {"path", SECTION_IMAGE, KEY_PARSED, AT(image.path), spec_set_path, .pattern = "^/",
	.flag = "path", .word = "PATH", .group = GROUP_IMAGE,
	.help = "where the executable goes (/NAME)"},
    {"files", SECTION_ROOT, KEY_FILES, AT(files), .inner = SECTION_FILES, .flag = "file",
	.parse_flag = spec_set_file, .word = "FROM:TO", .group = GROUP_IMAGE,
	.help = "more files; FROM a file, folder or glob"},
    {"from", SECTION_FILES, KEY_TEXT, OF(from), .help = "a file, a folder or a glob"},
    {"to", SECTION_FILES, KEY_TEXT, OF(to), .pattern = "^/",
	.help = "the absolute path in the image; ends with / for a folder"},
    {"link", SECTION_FILES, KEY_TEXT, OF(link), .help = "the target of a symbolic link"},
    {"mode", SECTION_FILES, KEY_PARSED, OF(mode), spec_set_mode, .pattern = "^(0o)?[0-7]{1,5}$",
	.help = "octal, as 0644"},
    {"owner", SECTION_FILES, KEY_PARSED, OF(owner), spec_set_owner, .help = "UID or UID:GID (0:0)"},
    {"exclude", SECTION_FILES, KEY_TEXTS, OF(exclude),
	.help = "globs of what is left out below \"from\""},
    {"with", SECTION_ROOT, KEY_WITH, AT(with), spec_set_with, .choices = spec_pieces,
	.flag = "with", .word = "PIECE", .group = GROUP_IMAGE,
	.help = "certs, tmp, passwd, nsswitch, tz, tz=ZONE"},

    /* its outputs */
    {"tags", SECTION_ROOT, KEY_PARSED_LIST, AT(tags), spec_set_tag, .dollar = DOLLAR_EXPANDED,
	.flag = "tag", .letter = 't', .word = "TAG", .parse_flag = spec_set_tag_flag,
	.group = GROUP_OUTPUT, .often = true,
	.help = "for outputs that name none; with --push a repository"},
    {NULL, SECTION_NONE, KEY_SWITCH, AT(push), .flag = "push", .group = GROUP_OUTPUT, .often = true,
	.help = "push to each -t that is one: HOST/NAME[:TAG]"},
    {"output", SECTION_ROOT, KEY_PARSED_LIST, AT(output_count), spec_set_output,
	.trust = TRUST_OUTPUT, .flag = "output", .letter = 'o', .word = "IMAGE",
	.group = GROUP_OUTPUT, .often = true,
	.help = "archive:FILE, oci:DIR, docker://NAME; again: more"},
    {"compression", SECTION_ROOT, KEY_PARSED, AT(compression), spec_set_compression,
	.flag = "compression", .word = "HOW", .group = GROUP_OUTPUT,
	.help = "gzip[:LEVEL], zstd[:LEVEL] or none"},
    {"format", SECTION_ROOT, KEY_CHOICE, AT(format), .choices = formats, .flag = "format",
	.word = "WHICH", .group = GROUP_OUTPUT, .help = "oci or docker"},
    {NULL, SECTION_NONE, KEY_PATH, AT(digest_file), .flag = "digest-file", .word = "FILE",
	.group = GROUP_OUTPUT, .help = "write the image's digest there"},
    {NULL, SECTION_NONE, KEY_PATH, AT(metadata_file), .flag = "metadata-file", .word = "FILE",
	.group = GROUP_OUTPUT, .help = "write digests, sizes and times there, as JSON"},
    {NULL, SECTION_NONE, KEY_PATH, AT(depfile), .flag = "depfile", .word = "FILE",
	.group = GROUP_OUTPUT, .help = "write what the image is made of there, for make, ninja"},
    {"targets", SECTION_ROOT, KEY_TARGETS, .help = "several images from one file"},

    /* strangers */
    {NULL, SECTION_NONE, KEY_SWITCH, AT(trust.untrusted), .flag = "untrusted", .group = GROUP_TRUST,
	.help = "mote.yaml and the sources are a stranger's"},
    {NULL, SECTION_NONE, KEY_PARSED_LIST, AT(trust.variables), spec_set_allowed_variable,
	.flag = "allow-env", .word = "NAME", .group = GROUP_TRUST,
	.help = "with --untrusted: what ${env.NAME} may name"},
    {0},
};

const struct spec_key *
spec_key_find(enum key_section section, const char *name)
{
	const struct spec_key *key;

	for (key = spec_keys; key->help != NULL; key++)
		if (key->section == section && key->name != NULL && strcmp(key->name, name) == 0)
			return key;
	return NULL;
}

const struct spec_key *
spec_key_at(size_t offset)
{
	const struct spec_key *key;

	for (key = spec_keys; key->help != NULL; key++)
		if (key->section != SECTION_FILES && key->size > 0 && key->offset == offset)
			return key;
	return NULL;
}

void *
spec_key_member(const struct spec_key *key, void *base)
{
	return (char *)base + key->offset;
}

bool
spec_key_is_absent(const struct spec_key *key, const struct spec *spec)
{
	const char *bytes = (const char *)spec + (key->given != 0 ? key->given : key->offset);
	size_t size = key->given != 0 ? sizeof(bool) : key->size, i;

	for (i = 0; i < size; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

const char *
spec_key_kind(const struct spec_key *key)
{
	return key->flag != NULL ? key->flag : key->name;
}
