/*
 * Memory that held a secret is searched, all of it, for the secret. The test
 * itself knows it only backwards. Under ASan what is freed is kept for a while
 * as it was, so that nothing else can have overwritten it.
 */
#include "registry/secret.h"

#include "registry/credential.h"

#include "base/scope.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "credential_home.h"

enum { WINDOW = 1 << 20, OVERLAP = 64, LARGEST_MAPPING = 256 << 20 };

/* The ends of "Sesam-oeffne-dich-0815" and of the base64 of
 * "ali:Sesam-oeffne-dich-0815": ASan writes over the first eight bytes of what
 * is freed. */
static const char password_backwards[] = "5180-hcid-enff",
		  encoded_backwards[] = "UTM4ATLoNWak1SZuZmZl9WLtF2cl";

static bool
stands_at(const char *at, const char *backwards)
{
	size_t length = strlen(backwards), i;

	for (i = 0; i < length; i++)
		if (at[i] != backwards[length - 1 - i])
			return false;
	return true;
}

static unsigned
count_in(const char *bytes, size_t size, const char *backwards)
{
	size_t length = strlen(backwards), i;
	unsigned count = 0;

	for (i = 0; i + length <= size; i++)
		if (bytes[i] == backwards[length - 1])
			count += stands_at(bytes + i, backwards);
	return count;
}

/* How often it stands in the memory of this process. The window is not looked
 * at, and forgets. */
static unsigned
count_in_memory(const char *backwards)
{
	SCOPED(file) FILE *maps = fopen("/proc/self/maps", "re");
	SCOPED(fd) int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	char *window = mmap(
	    NULL, WINDOW + OVERLAP, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned long from, to;
	char line[512], mode;
	unsigned count = 0, mappings = 0;
	ssize_t got;

	assert_non_null(maps);
	assert_true(memory >= 0);
	assert_true(window != MAP_FAILED);
	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%lx-%lx r%c", &from, &to, &mode) != 3 || mode != 'w' ||
		    to - from > LARGEST_MAPPING ||
		    ((uintptr_t)window >= from && (uintptr_t)window < to))
			continue;
		mappings++;
		for (; from < to; from += WINDOW) {
			size_t size = to - from < WINDOW + OVERLAP ? to - from : WINDOW + OVERLAP;

			got = pread(memory, window, size, (off_t)from);
			if (got > 0)
				count += count_in(window, (size_t)got, backwards);
		}
	}
	munmap(window, WINDOW + OVERLAP);
	assert_true(mappings > 3);
	return count;
}

static void
assert_forgotten(void)
{
	assert_int_equal(count_in_memory(password_backwards), 0);
	assert_int_equal(count_in_memory(encoded_backwards), 0);
}

/* Writes the file by a shell, which has the secret in pieces. */
static void
write_pieces(struct home *home, const char *name, const char *format)
{
	FILE *shell;

	setenv("NAME", home_path(home, name), 1);
	shell =
	    popen("cat >\"$NAME.format\"; mkdir -p \"${NAME%/*}\"; p=Sesam-oeffne; p=$p-dich-0815; "
		  "sed \"s/PASSWORD/$p/; s/AUTH/$(printf %s \"ali:$p\" | base64)/\" "
		  "\"$NAME.format\" >\"$NAME\"; chmod 700 \"$NAME\"",
		"we");
	assert_non_null(shell);
	fputs(format, shell);
	assert_int_equal(pclose(shell), 0);
}

static void
find_and_forget(struct home *home)
{
	struct credential found = {0};
	struct error err = {0};
	char *basic;

	if (credential_find(&home->arena, "h", "a", &found, &err) != 0)
		fail_msg("%s", err.text);
	basic = credential_basic(&found, &err);
	/* what is in use is seen: the search works */
	assert_int_equal(count_in_memory(password_backwards), 1);
	assert_int_equal(count_in_memory(encoded_backwards), 1);
	secret_clear(&basic);
	credential_clear(&found);
	assert_forgotten();
}

static void
what_a_file_said_is_forgotten(void **state)
{
	struct home *home = *state;

	assert_int_equal(mkdir(home_path(home, ".docker"), 0700), 0);
	write_pieces(home, ".docker/config.json",
	    "{\"auths\":{\"h\":{\"auth\":\"AUTH\"},\"i\":{\"username\":\"ali\",\"password\":\"PASSWORD\"}}}");
	find_and_forget(home);
}

static void
a_broken_file_is_forgotten(void **state)
{
	struct home *home = *state;
	struct credential found = {0};
	struct error err = {0};

	assert_int_equal(mkdir(home_path(home, ".docker"), 0700), 0);
	write_pieces(home, ".docker/config.json",
	    "{\"auths\":{\"h\":{\"auth\":\"AUTH\",\"password\":\"PASSWORD\"PASSWORD");
	/* the search goes on without the file, and only tells why */
	assert_int_equal(credential_find(&home->arena, "h", "a", &found, &err), 0);
	assert_null(found.source);
	assert_non_null(found.trouble);
	credential_clear(&found);
	assert_forgotten();
}

static void
what_a_helper_said_is_forgotten(void **state)
{
	struct home *home = *state;

	home_write(home, ".docker/config.json", "{\"credsStore\":\"told\"}", 0600);
	write_pieces(home, "docker-credential-told",
	    "#!/bin/sh\necho '{\"ServerURL\":\"h\",\"Username\":\"ali\",\"Secret\":\"PASSWORD\"}'\n");
	find_and_forget(home);
}

static void
what_was_stored_is_forgotten(void **state)
{
	struct home *home = *state;
	struct credential credential = {0};
	struct error err = {0};
	struct credential_stored kept;
	static const char whole_backwards[] = "5180-hcid-enffeo-maseS";
	size_t length = strlen(whole_backwards), i;

	credential.user = secret_copy("ali", 3);
	credential.password = secret_copy(whole_backwards, length);
	for (i = 0; i < length; i++)
		credential.password[i] = whole_backwards[length - 1 - i];
	if (credential_store(&home->arena, "i", &credential, &kept, &err) != 0)
		fail_msg("%s", err.text);
	home_write(home, ".docker/config.json", "{\"credsStore\":\"fake\"}", 0600);
	if (credential_store(&home->arena, "h", &credential, &kept, &err) != 0)
		fail_msg("%s", err.text);
	credential_clear(&credential);
	assert_forgotten();
	find_and_forget(home);
}

static void
base64_is_that_of_the_rfc(void **state)
{
	static const char *const good[][2] = {{"", ""}, {"Zg==", "f"}, {"Zm8=", "fo"},
	    {"Zm9v", "foo"}, {"Zm9vYg==", "foob"}, {"Zm9vYmE=", "fooba"}, {"Zm9vYmFy", "foobar"}};
	static const char *const bad[] = {"Z", "Zg",
	    "Zg=", "Zg===", "====", "Z===", "Zg==Zg==", " Zg==", "Zg==\n", "Zm9-", "Zm9v="};
	size_t size, i;
	char *bytes;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		bytes = secret_from_base64(good[i][0], &size);
		assert_string_equal(bytes, good[i][1]);
		assert_int_equal(size, strlen(good[i][1]));
		free(bytes);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_null(secret_from_base64(bad[i], &size));
	bytes = secret_to_base64("x ", "a", "");
	assert_string_equal(bytes, "x YTo=");
	free(bytes);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_make, home_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_a_file_said_is_forgotten),
	    TEST(a_broken_file_is_forgotten),
	    TEST(what_a_helper_said_is_forgotten),
	    TEST(what_was_stored_is_forgotten),
	    cmocka_unit_test(base64_is_that_of_the_rfc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
