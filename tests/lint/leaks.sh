#!/usr/bin/env bash
# tests/unit/failure_without_leaks.c: a failed assertion is not followed by the leaks that it causes, and a leak of a
# test that passes is found.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/test.c" <<'C'
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
static char *volatile kept;
static void
leaks(void **state)
{
	(void)state;
	kept = malloc(10);
	kept = NULL;
	assert_int_equal(getenv("PASS") != NULL, 1);
}
int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(leaks)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
C
gcc -g -fsanitize=address -o "$work/test" "$work/test.c" tests/unit/failure_without_leaks.c -lcmocka
tried() { # WORD: the test ends with a failure and prints the word
  ! "$work/test" >"$work/said" 2>&1 || { echo "the test passes, and must print $1"; exit 1; }
  grep -q "$1" "$work/said" || { cat "$work/said"; echo "$1 is not printed"; exit 1; }
}
tried 'test.c:14: error: Failure!'
! grep -i leak "$work/said" | grep -v -w leaks || { echo 'leaks are printed behind a failure'; exit 1; }
PASS=1 tried 'LeakSanitizer: detected memory leaks'
