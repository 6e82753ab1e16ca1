/*
 * Writes the seeds of the elf corpus, from the same samples that the unit tests
 * use:
 *
 *	cc -o build/make_elf_corpus tests/fuzz/make_elf_corpus.c && build/make_elf_corpus tests/fuzz/corpus/elf
 */
#include "../unit/elf/elf_sample.h"

#include <stdio.h>

static int
save(const char *folder, const char *name, const struct sample *sample)
{
	char path[4096];
	FILE *file;
	size_t put;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (file == NULL)
		return -1;
	put = fwrite(sample->bytes, 1, sizeof(sample->bytes), file);
	return fclose(file) != 0 || put != sizeof(sample->bytes) ? -1 : 0;
}

static int
save_relocations(const char *folder)
{
	struct sample sample;

	sample_make_pie(&sample);
	sample_put(&sample, SAMPLE_RELOCATIONS + 8, R_X86_64_RELATIVE, 8);
	sample_put(&sample, SAMPLE_RELOCATIONS + 32, R_X86_64_IRELATIVE, 8);
	sample_put(&sample, SAMPLE_RELOCATIONS + 56, (uint64_t)1 << 32 | R_X86_64_64, 8);
	sample_add_dynamic(&sample, DT_SYMTAB, SAMPLE_STRINGS);
	sample_add_dynamic(&sample, DT_RELA, SAMPLE_RELOCATIONS);
	sample_add_dynamic(&sample, DT_RELASZ, 72);
	return save(folder, "relocations", &sample);
}

static int
save_dynamic(const char *folder)
{
	struct sample sample;

	sample_make_pie(&sample);
	sample_add_dynamic(&sample, DT_NEEDED, NAME_LIBC);
	sample_add_dynamic(&sample, DT_NEEDED, NAME_LIBRARY);
	if (save(folder, "needed", &sample) != 0)
		return -1;
	memcpy(sample.bytes + SAMPLE_RELOCATIONS, "/lib/ld-musl-x86_64.so.1", 25);
	sample_add_segment(&sample,
	    &(struct sample_segment){
		PT_INTERP, PF_R, SAMPLE_RELOCATIONS, SAMPLE_RELOCATIONS, 25, 25, 1});
	return save(folder, "interpreter", &sample);
}

int
main(int argc, char **argv)
{
	struct sample sample;

	if (argc != 2)
		return 2;
	sample_make(&sample, true, false, EM_X86_64);
	if (save(argv[1], "static-64-little", &sample) != 0)
		return 1;
	sample_make(&sample, true, true, EM_S390);
	if (save(argv[1], "static-64-big", &sample) != 0)
		return 1;
	sample_make(&sample, false, false, EM_ARM);
	if (save(argv[1], "static-32-little", &sample) != 0)
		return 1;
	sample_make(&sample, false, true, EM_MIPS);
	if (save(argv[1], "static-32-big", &sample) != 0)
		return 1;
	sample_make_pie(&sample);
	if (save(argv[1], "static-pie", &sample) != 0)
		return 1;
	return save_relocations(argv[1]) != 0 || save_dynamic(argv[1]) != 0;
}
