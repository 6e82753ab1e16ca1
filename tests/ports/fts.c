#include <fts.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
compare(const FTSENT **left, const FTSENT **right)
{
	return strcmp((*left)->fts_name, (*right)->fts_name);
}

/* Removes each entry after it was seen. */
static int
walk(char *folder, char *words, size_t size)
{
	char *roots[] = {folder, NULL};
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, compare);
	FTSENT *entry;

	if (tree == NULL)
		return -1;
	while ((entry = fts_read(tree)) != NULL) {
		snprintf(words + strlen(words), size - strlen(words), "%d %d %s\n",
		    entry->fts_level, entry->fts_info,
		    entry->fts_level == 0 ? "." : entry->fts_name);
		if (entry->fts_info == FTS_D && strcmp(entry->fts_name, "skipped") == 0 &&
		    fts_set(tree, entry, FTS_SKIP) != 0)
			return -1;
		if (entry->fts_info == FTS_DP && strcmp(entry->fts_name, "skipped") == 0 &&
		    rmdir("skipped/unseen") != 0)
			return -1;
		if ((entry->fts_info == FTS_F && entry->fts_statp->st_size != 5) ||
		    (entry->fts_info != FTS_D && remove(entry->fts_accpath) != 0))
			return -1;
	}
	return fts_close(tree);
}

int
main(void)
{
	static const char right[] =
	    "0 1 .\n1 1 a\n2 8 file\n1 6 a\n1 12 link\n1 1 skipped\n1 6 skipped\n0 6 .\n";
	char folder[] = "/tmp/fts.XXXXXX", path[64], words[256] = "";
	FILE *file;

	if (mkdtemp(folder) == NULL || chdir(folder) != 0)
		return 1;
	if (mkdir("a", 0755) != 0 || mkdir("skipped", 0755) != 0 ||
	    mkdir("skipped/unseen", 0755) != 0 || symlink("a", "link") != 0)
		return 1;
	snprintf(path, sizeof(path), "%s/a/file", folder);
	file = fopen(path, "w");
	if (file == NULL || fputs("12345", file) < 0 || fclose(file) != 0)
		return 1;
	if (walk(folder, words, sizeof(words)) != 0)
		return 2;
	fputs(words, stdout);
	return strcmp(words, right) != 0 || access(folder, F_OK) == 0;
}
