/*
 * A home of its own for each test: a temporary folder that HOME and PATH lead
 * to, with no variable set that says where credentials are, and a credential
 * helper "docker-credential-fake" that keeps what it is given in the file
 * "kept".
 */
#ifndef UNIT_REGISTRY_CREDENTIAL_HOME_H
#define UNIT_REGISTRY_CREDENTIAL_HOME_H

#include "base/file.h"
#include "base/path.h"
#include "base/stop_signal.h"
#include "base/temporary_folder.h"

#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct home {
	struct temporary_folder folder;
	struct arena arena;
};

/* Appends its arguments, and the variables with credentials that it got, to the
 * file "calls". */
static const char fake_helper[] =
    "#!/bin/sh\n"
    "cd \"$HOME\" || exit 9\n"
    "cat >input\n"
    "{ echo \"$@\"; env | grep -E '^MOTE_REGISTRY|^DOCKER_AUTH'; } >>calls\n"
    "none() { echo credentials not found in native keychain; exit 1; }\n"
    "case $1 in\n"
    "store) mv input kept ;;\n"
    "get) grep -qsF \"\\\"$(cat input)\\\"\" kept || none; cat kept ;;\n"
    "erase) rm kept ;;\n"
    "esac\n";

static inline char *
home_path(struct home *home, const char *name)
{
	return path_join(&home->arena, home->folder.path, name);
}

static inline void
home_write(struct home *home, const char *name, const char *text, mode_t mode)
{
	struct error err;
	char *path = home_path(home, name);

	if (file_make_folders(path_folder(&home->arena, path), &err) != 0 ||
	    file_write(path, text, strlen(text), mode, &err) != 0)
		fail_msg("%s", err.text);
}

/* NULL: it is not there. */
static inline const char *
home_read(struct home *home, const char *name)
{
	struct text text;
	struct error err;

	if (file_read(&home->arena, home_path(home, name), 1 << 20, &text, &err) != 0)
		return NULL;
	return text_string(&text);
}

static inline int
home_make(void **state)
{
	static const char *const unset[] = {"MOTE_REGISTRY_HOST", "MOTE_REGISTRY_USER",
	    "MOTE_REGISTRY_PASSWORD", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME",
	    "DOCKER_CONFIG", "DOCKER_AUTH_CONFIG"};
	struct home *home = calloc(1, sizeof(*home));
	struct error err;
	size_t i;

	/* as in mote: a helper may end without having read */
	stop_signal_watch();
	if (home == NULL || temporary_folder_make(&home->folder, &err) != 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(unset); i++)
		unsetenv(unset[i]);
	setenv("HOME", home->folder.path, 1);
	setenv("PATH", arena_printf(&home->arena, "%s:/usr/bin:/bin", home->folder.path), 1);
	home_write(home, "docker-credential-fake", fake_helper, 0700);
	*state = home;
	return 0;
}

static inline int
home_remove(void **state)
{
	struct home *home = *state;

	scope_temporary_folder(&home->folder);
	arena_release(&home->arena);
	free(home);
	return 0;
}

#endif
