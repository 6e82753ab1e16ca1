#include "packages/package_release.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define BEGIN "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
#define END "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
#define TEXT                                                        \
	"Codename: bookworm\nMD5Sum:\n 00 1 main/x\nSHA256:\n " SHA \
	"   12 main/binary-arm64/Packages.xz\nAcquire-By-Hash: yes\n"

static int
parse(struct arena *arena, const char *bytes, struct package_release *release, struct error *err)
{
	struct text text;

	text_init(&text, arena);
	text_add(&text, bytes);
	return package_release_parse(arena, "InRelease", &text, release, err);
}

static void
the_hashes_of_a_suite_are_read(void **state)
{
	struct package_release release;
	const struct release_file *file;
	struct arena arena = {0};
	struct error err;

	(void)state;
	assert_int_equal(parse(&arena, BEGIN TEXT END, &release, &err), 0);
	assert_string_equal(release.codename, "bookworm");
	assert_true(release.by_hash);
	assert_int_equal(release.count, 1);
	file = package_release_find(&release, "main/binary-arm64/Packages.xz");
	assert_string_equal(file->sha256, SHA);
	assert_int_equal(file->size, 12);
	assert_null(package_release_find(&release, "main/x"));
	arena_release(&arena);
}

static void
nothing_outside_of_the_signature_is_believed(void **state)
{
	static const struct {
		const char *bytes, *words;
	} cases[] = {
	    {TEXT, "InRelease:1: this is not the first line"},
	    {"\n" BEGIN TEXT END, "InRelease:1: this is not the first line"},
	    {BEGIN TEXT END TEXT, "InRelease:14: there is a line behind"},
	    {BEGIN TEXT END "\n", "InRelease:14: there is a line behind"},
	    {BEGIN TEXT, "InRelease: ends before its signature"},
	    {BEGIN "Codename: a\n" END, "InRelease: has no \"SHA256\""},
	    {BEGIN "SHA256:\n " SHA " 1 a\n" END, "InRelease: has no \"Codename\""},
	    {BEGIN TEXT "SHA256:\n " SHA " 1 a\n" END, "InRelease:10: there are two fields"},
	    {BEGIN TEXT "SHA256: \n" END TEXT, "InRelease:15: there is a line behind"},
	    {BEGIN "SHA256:\n " SHA " a\n" END, "InRelease:5: a line of SHA256"},
	    {BEGIN "SHA256:\n 0 1 a\n" END, "InRelease:5: a line of SHA256"},
	    {"-----BEGIN PGP SIGNED MESSAGE-----\n" TEXT END, "InRelease:2: a line before"},
	    {"", "InRelease: ends before its signature"},
	};
	struct package_release release;
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (parse(&arena, cases[i].bytes, &release, &err) == 0)
			fail_msg("taken: case %zu", i);
		if (strstr(err.text, cases[i].words) != err.text)
			fail_msg("%s, and not %s", err.text, cases[i].words);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_hashes_of_a_suite_are_read),
	    cmocka_unit_test(nothing_outside_of_the_signature_is_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
