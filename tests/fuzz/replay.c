/*
 * Runs a fuzz target over every file of the folders that are named: what `make
 * test` does with each corpus. Linked instead of libFuzzer's main. A corpus
 * that is empty or missing is a failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = malloc(1 << 20), *exact;
	size_t size;

	if (file == NULL || bytes == NULL)
		return -1;
	size = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	/* exactly as long as the input, so that a read behind its end is
	 * seen */
	exact = malloc(size > 0 ? size : 1);
	if (exact == NULL)
		return -1;
	memcpy(exact, bytes, size);
	free(bytes);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return 0;
}

int
main(int argc, char **argv)
{
	unsigned count = 0;
	int i;

	for (i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);
		struct dirent *entry;
		char path[4096];

		while (folder != NULL && (entry = readdir(folder)) != NULL) {
			if (entry->d_name[0] == '.')
				continue;
			snprintf(path, sizeof(path), "%s/%s", argv[i], entry->d_name);
			if (replay_file(path) != 0) {
				fprintf(stderr, "cannot read %s\n", path);
				return 1;
			}
			count++;
		}
		if (folder != NULL)
			closedir(folder);
	}
	printf("%u inputs\n", count);
	return count == 0;
}
