#include "builder/configure_log.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct timespec always = {0};

struct folder {
	struct arena arena;
	struct temporary_folder work;
};

static void
make_folder(struct folder *folder)
{
	struct error err;

	assert_int_equal(temporary_folder_make(&folder->work, &err), 0);
}

static void
remove_folder(struct folder *folder)
{
	scope_temporary_folder(&folder->work);
	arena_release(&folder->arena);
}

static void
add(struct folder *folder, const char *name, const char *text)
{
	char *path = path_join(&folder->arena, folder->work.path, name);
	struct error err;

	assert_int_equal(file_make_folders(path_folder(&folder->arena, path), &err), 0);
	assert_int_equal(file_write(path, text, strlen(text), 0644, &err), 0);
}

static void
the_last_line_that_tells_of_it_is_found(void **state)
{
	struct folder folder = {0};
	struct configure_trouble trouble;

	(void)state;
	make_folder(&folder);
	assert_false(configure_log_search(&folder.arena, folder.work.path, &always, &trouble));
	add(&folder, "a/b/config.log",
	    "gcc -o conftest\n./conftest: Exec format error\n\t error: cannot run C compiled programs.\nbye");
	add(&folder, "a/notes", "Exec format error\n");
	assert_true(configure_log_search(&folder.arena, folder.work.path, &always, &trouble));
	assert_string_equal(trouble.file, "a/b/config.log");
	assert_int_equal(trouble.line, 3);
	assert_string_equal(trouble.words, "error: cannot run C compiled programs.");
	remove_folder(&folder);
}

static void
what_is_older_elsewhere_or_something_else_is_not(void **state)
{
	const struct timespec later = {.tv_sec = 1LL << 33};
	struct folder folder = {0};
	struct configure_trouble trouble;

	(void)state;
	make_folder(&folder);
	add(&folder, "config.log", "checking whether we are cross compiling... yes\n");
	add(&folder, "1/2/3/4/5/6/7/8/9/config.log", "Exec format error");
	assert_int_equal(
	    symlink("1/2/3/4/5/6/7/8/9", path_join(&folder.arena, folder.work.path, "near")), 0);
	assert_int_equal(symlink("1/2/3/4/5/6/7/8/9/config.log",
			     path_join(&folder.arena, folder.work.path, "meson-log.txt")),
	    0);
	assert_false(configure_log_search(&folder.arena, folder.work.path, &always, &trouble));
	add(&folder, "x/config.log", "Exec format error");
	assert_true(configure_log_search(&folder.arena, folder.work.path, &always, &trouble));
	assert_string_equal(trouble.file, "x/config.log");
	assert_false(configure_log_search(&folder.arena, folder.work.path, &later, &trouble));
	remove_folder(&folder);
}

static void
a_long_line_is_cut(void **state)
{
	struct folder folder = {0};
	struct configure_trouble trouble;
	char line[5000];

	(void)state;
	make_folder(&folder);
	memset(line, 'x', sizeof(line) - 1);
	memcpy(line + 4000, "Exec format error", strlen("Exec format error"));
	line[sizeof(line) - 1] = '\0';
	add(&folder, "config.log", line);
	assert_true(configure_log_search(&folder.arena, folder.work.path, &always, &trouble));
	assert_int_equal(strlen(trouble.words), 120);
	assert_int_equal(trouble.line, 1);
	remove_folder(&folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_last_line_that_tells_of_it_is_found),
	    cmocka_unit_test(what_is_older_elsewhere_or_something_else_is_not),
	    cmocka_unit_test(a_long_line_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
