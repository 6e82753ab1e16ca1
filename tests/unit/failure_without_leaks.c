/*
 * Part of every unit test. A test that fails leaves at its assertion, and so
 * releases nothing: what LeakSanitizer would print of that says nothing of
 * mote. It stays silent where the program fails anyway, and looks for leaks
 * where all tests passed.
 */
#include <stdlib.h>

int __lsan_is_turned_off(void);

static int failed;

static void
note_status(int status, void *unused)
{
	(void)unused;
	failed = status != 0;
}

/* LeakSanitizer looks at the exit, after the functions that were registered
 * later than its own. */
__attribute__((constructor)) static void
watch_exit(void)
{
	on_exit(note_status, NULL);
}

int
__lsan_is_turned_off(void)
{
	return failed;
}
