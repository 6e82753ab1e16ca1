#include "spec/platform.h"

#include "base/text.h"

#include <elf.h>
#include <string.h>
#include <strings.h>

/* In the order that indexes use: what is pulled most comes first. */
static const struct platform amd64 = {
    "linux/amd64", "amd64", NULL, "amd64", "x86_64-linux-musl", EM_X86_64, ELFCLASS64, ELFDATA2LSB};
static const struct platform arm64 = {"linux/arm64", "arm64", NULL, "arm64", "aarch64-linux-musl",
    EM_AARCH64, ELFCLASS64, ELFDATA2LSB};
static const struct platform armv7 = {
    "linux/arm/v7", "arm", "v7", "armv7", "arm-linux-musleabihf", EM_ARM, ELFCLASS32, ELFDATA2LSB};
static const struct platform armv6 = {
    "linux/arm/v6", "arm", "v6", "armv6", "arm-linux-musleabihf", EM_ARM, ELFCLASS32, ELFDATA2LSB};
static const struct platform armv5 = {
    "linux/arm/v5", "arm", "v5", "armv5", "arm-linux-musleabi", EM_ARM, ELFCLASS32, ELFDATA2LSB};
static const struct platform i386 = {
    "linux/386", "386", NULL, "386", "i386-linux-musl", EM_386, ELFCLASS32, ELFDATA2LSB};
static const struct platform riscv64 = {"linux/riscv64", "riscv64", NULL, "riscv64",
    "riscv64-linux-musl", EM_RISCV, ELFCLASS64, ELFDATA2LSB};
static const struct platform ppc64le = {"linux/ppc64le", "ppc64le", NULL, "ppc64le",
    "powerpc64le-linux-musl", EM_PPC64, ELFCLASS64, ELFDATA2LSB};
static const struct platform s390x = {
    "linux/s390x", "s390x", NULL, "s390x", "s390x-linux-musl", EM_S390, ELFCLASS64, ELFDATA2MSB};

static const struct platform *const all[] = {
    &amd64, &arm64, &armv7, &i386, &riscv64, &ppc64le, &s390x, NULL};

/* Other names of the processors: of uname, Debian, Rust, GNU triples and
 * Docker. */
static const struct {
	const char *name;
	const struct platform *platform;
} aliases[] = {
    {"amd64", &amd64},
    {"x86_64", &amd64},
    {"x86-64", &amd64},
    {"x64", &amd64},
    {"arm64", &arm64},
    {"arm64/v8", &arm64},
    {"aarch64", &arm64},
    {"arm/v7", &armv7},
    {"arm", &armv7},
    {"armv7", &armv7},
    {"armv7l", &armv7},
    {"armv7a", &armv7},
    {"armhf", &armv7},
    {"386", &i386},
    {"i386", &i386},
    {"i486", &i386},
    {"i586", &i386},
    {"i686", &i386},
    {"x86", &i386},
    {"riscv64", &riscv64},
    {"riscv64gc", &riscv64},
    {"ppc64le", &ppc64le},
    {"ppc64el", &ppc64le},
    {"powerpc64le", &ppc64le},
    {"s390x", &s390x},
};

/* The processor's part of "linux/NAME", "NAME-linux-musl" or "NAME": its
 * length, `*text` moved to it. */
static size_t
processor_part(const char **text)
{
	const char *dash;

	if (strncasecmp(*text, "linux/", 6) == 0)
		*text += 6;
	for (dash = strchr(*text, '-'); dash != NULL; dash = strchr(dash + 1, '-')) {
		if (text_starts_with(dash, "-linux") || text_starts_with(dash, "-unknown-linux") ||
		    text_starts_with(dash, "-pc-linux") || text_starts_with(dash, "-alpine-linux"))
			return (size_t)(dash - *text);
	}
	return strlen(*text);
}

const struct platform *
platform_parse(const char *text, struct error *err)
{
	const char *names[ARRAY_SIZE(all) + ARRAY_SIZE(aliases)], *nearest, *processor = text;
	size_t length = processor_part(&processor), i, count = 0;

	for (i = 0; i < ARRAY_SIZE(aliases); i++) {
		if (strlen(aliases[i].name) == length &&
		    strncasecmp(aliases[i].name, processor, length) == 0)
			return aliases[i].platform;
	}
	for (i = 0; all[i] != NULL; i++)
		names[count++] = all[i]->name;
	for (i = 0; i < ARRAY_SIZE(aliases); i++)
		names[count++] = aliases[i].name;
	names[count] = NULL;
	nearest = text_nearest(text, names);
	if (nearest != NULL)
		error_set(err, ERROR_USAGE, "unknown platform \"%s\"; did you mean \"%s\"?", text,
		    nearest);
	else
		error_set(err, ERROR_USAGE,
		    "unknown platform \"%s\"; mote knows linux/amd64, linux/arm64, linux/arm/v7, "
		    "linux/386, linux/riscv64, linux/ppc64le and linux/s390x",
		    text);
	return NULL;
}

const struct platform *
platform_of_elf(unsigned machine, unsigned elf_class, unsigned elf_data)
{
	size_t i;

	for (i = 0; all[i] != NULL; i++) {
		if (all[i]->elf_machine == machine && all[i]->elf_class == elf_class &&
		    all[i]->elf_data == elf_data)
			return all[i];
	}
	return NULL;
}

const struct platform *
platform_of_arm(unsigned version)
{
	if (version == 5)
		return &armv5;
	return version == 6 ? &armv6 : &armv7;
}

const struct platform *
platform_of_oci(const char *architecture, const char *variant)
{
	const char *wanted = variant == NULL ? "" : variant;
	size_t i;

	/* every arm64 of today is a v8: some tools write it, mote does not */
	if (strcmp(architecture, "arm64") == 0 && strcmp(wanted, "v8") == 0)
		wanted = "";
	/* and before variants existed, Docker's arm was a v7 */
	if (strcmp(architecture, "arm") == 0 && wanted[0] == '\0')
		wanted = "v7";
	for (i = 0; all[i] != NULL; i++) {
		const char *own = all[i]->variant == NULL ? "" : all[i]->variant;

		if (strcmp(all[i]->architecture, architecture) == 0 && strcmp(own, wanted) == 0)
			return all[i];
	}
	return NULL;
}

const struct platform *
platform_host(void)
{
#if defined(__x86_64__)
	return &amd64;
#elif defined(__aarch64__)
	return &arm64;
#elif defined(__arm__)
	return &armv7;
#elif defined(__i386__)
	return &i386;
#elif defined(__riscv) && __riscv_xlen == 64
	return &riscv64;
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return &ppc64le;
#elif defined(__s390x__)
	return &s390x;
#else
	_Static_assert(0, "mote does not run on this processor: give it a row here");
#endif
}

const struct platform *const *
platform_all(void)
{
	return all;
}
