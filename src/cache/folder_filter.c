#include "cache/folder_filter.h"

#include "base/scope.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

bool
folder_filter_leaves_out(
    const struct folder_filter *filter, const char *name, const struct stat *status)
{
	return (!filter->exact && strcmp(name, ".git") == 0) ||
	    folder_filter_is_output(filter, status);
}

bool
folder_filter_is_output(const struct folder_filter *filter, const struct stat *status)
{
	size_t i;

	for (i = 0; i < filter->output_count; i++)
		if (filter->outputs[i].st_dev == status->st_dev &&
		    filter->outputs[i].st_ino == status->st_ino)
			return true;
	return false;
}

mode_t
folder_filter_mode(const struct folder_filter *filter, const struct stat *status)
{
	if (filter->exact)
		return status->st_mode & 07777;
	return S_ISDIR(status->st_mode) || (status->st_mode & 0111) != 0 ? 0755 : 0644;
}

int
folder_strange_entry(const char *path, struct error *err)
{
	return error_set(
	    err, ERROR_FAILED, "\"%s\" is neither a file nor a folder nor a link", path);
}

int
folder_list(
    struct arena *arena, int folder, const char *path, struct text_list *names, struct error *err)
{
	int again = dup(folder);
	SCOPED(directory) DIR *entries = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;

	if (entries == NULL)
		return error_errno(err, "cannot read the folder \"%s\"", path);
	while ((errno = 0, entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			text_list_add(names, arena, arena_strdup(arena, entry->d_name));
	if (errno != 0)
		return error_errno(err, "cannot read the folder \"%s\"", path);
	text_list_sort(names);
	return 0;
}
