#include "packages/release_verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define GOOD "[GNUPG:] GOODSIG 0E98404D386FA1D9 Debian Archive Automatic Signing Key\n"
#define UNKNOWN "[GNUPG:] ERRSIG 0E98404D386FA1D9 1 8 01 1 9\n[GNUPG:] NO_PUBKEY 0E98404D386FA1D9\n"
#define BAD "[GNUPG:] BADSIG 0E98404D386FA1D9 Debian Archive Automatic Signing Key\n"
#define EXPIRED "[GNUPG:] EXPKEYSIG 0E98404D386FA1D9 Debian\n[GNUPG:] VALIDSIG 0E98\n"

static void
one_good_signature_and_no_bad_one_is_enough(void **state)
{
	(void)state;
	assert_true(release_is_good("[GNUPG:] NEWSIG\n" GOOD));
	assert_true(release_is_good(UNKNOWN GOOD));
	assert_true(release_is_good(GOOD UNKNOWN));
	assert_false(release_is_good(""));
	assert_false(release_is_good("[GNUPG:] NODATA 4\n"));
	assert_false(release_is_good(UNKNOWN));
	assert_false(release_is_good(EXPIRED));
	assert_false(release_is_good(BAD));
	assert_false(release_is_good(GOOD BAD));
	assert_false(release_is_good(BAD GOOD));
	assert_false(release_is_good("gpgv: " GOOD));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_good_signature_and_no_bad_one_is_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
