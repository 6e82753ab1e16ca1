#include "sources/compile_flags.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Reads the options between blanks. */
static struct compile_flags
read_words(struct arena *arena, const char *words)
{
	char *rest = arena_strdup(arena, words), *saved = NULL, *word;
	struct text_list list = {0};
	struct compile_flags flags;

	for (word = strtok_r(rest, " ", &saved); word != NULL; word = strtok_r(NULL, " ", &saved))
		text_list_add(&list, arena, word);
	compile_flags_read(arena, &list, &flags);
	return flags;
}

static void
options_that_open_no_file_are_known(void **state)
{
	static const char *const examples[] = {"",
	    "-O2 -g3 -Wall -Wextra -Wno-unused -Werror=format", "-std=c11 -std=gnu++17 -pedantic",
	    "-DNAME -DNAME=\"a/b\" -D NAME=1 -UNAME -U NAME",
	    "-fPIC -fno-exceptions -fvisibility=hidden -fno-strict-aliasing -ffast-math",
	    "-march=x86-64-v3 -mtune=generic -msse4.2 -mfloat-abi=hard", "-flto -flto=thin",
	    "-Wl,-z,noseparate-code -Wl,--gc-sections,--icf=all -Wl,--build-id=none -lm -lz -s",
	    "-gdwarf-4 -ggdb3 -gz=zlib -pthread -static"};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(examples); i++)
		if (!read_words(&arena, examples[i]).known)
			fail_msg("not known: %s", examples[i]);
	arena_release(&arena);
}

static void
all_other_options_are_not(void **state)
{
	static const char *const examples[] = {"f.o", "libfoo.a", "@flags", "-L.", "-L .",
	    "-l:libfoo.a", "-Wl,f.o", "-Wl,-T,script", "-Wl,--version-script=map", "-Wl,@flags",
	    "-Wl,-rpath,/x", "-Xlinker f.o", "-T script", "--include-directory=inc",
	    "--include=a.h", "-Wp,-Iinc", "-Wa,-Iinc", "-Xclang -include", "-Xpreprocessor -Iinc",
	    "-Xassembler -Iinc", "-fplugin=./p.so", "-fprofile-use=data",
	    "-fsanitize-ignorelist=list", "-include-pch", "-ivfsoverlay map", "-isysroot x",
	    "--sysroot=x", "-B.", "-specs=x", "--config=x", "-fmodule-file=m", "-fmodules",
	    "-fembed-offload-object=x", "-fuse-ld=./ld", "-save-temps", "-march=native",
	    "-mtune=native", "-mcpu=native", "-mllvm -x", "-MD", "-MF x", "-o x", "-x c", "-E",
	    "-S", "-fms-extensions", "-fasm-blocks", "-iwithprefix x", "-I=inc", "-I",
	    "-gsplit-dwarf", "--embed-dir=x", "-fno-integrated-as", "-working-directory x",
	    "-frandomize-layout-seed-file=x"};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(examples); i++)
		if (read_words(&arena, examples[i]).known)
			fail_msg("known: %s", examples[i]);
	arena_release(&arena);
}

static void
folders_and_files_are_found_in_both_spellings(void **state)
{
	struct arena arena = {0};
	struct compile_flags flags = read_words(
	    &arena, "-Ione -I two -isystemthree -iquote four -idirafter five -include six.h");

	(void)state;
	assert_true(flags.known);
	assert_string_equal(text_list_join(&flags.folders, &arena, " "), "one two three four five");
	assert_string_equal(text_list_join(&flags.forced, &arena, " "), "six.h");
	arena_release(&arena);
}

static void
a_variable_that_nobody_knows_may_be_the_compilers(void **state)
{
	struct arena arena = {0};
	struct pairs pairs = {0};

	(void)state;
	pairs_set(&pairs, &arena, "TZ", "UTC");
	assert_true(compile_variables_known(&pairs));
	pairs_set(&pairs, &arena, "CPATH", "inc");
	assert_false(compile_variables_known(&pairs));
	arena_release(&arena);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(options_that_open_no_file_are_known),
	    cmocka_unit_test(all_other_options_are_not),
	    cmocka_unit_test(folders_and_files_are_found_in_both_spellings),
	    cmocka_unit_test(a_variable_that_nobody_knows_may_be_the_compilers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
