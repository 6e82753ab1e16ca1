#include "sources/source_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct example {
	const char *text;
	enum source_kind kind;
};

/* Whether the cache keeps nothing of a compilation that reads these two
 * texts. */
static bool
hide(const struct example *first, const struct example *second)
{
	struct arena arena = {0};
	const struct example *both[] = {first, second};
	struct source_text read[2];
	const struct source_text *texts[] = {&read[0], &read[1]};
	size_t i, count = second == NULL ? 1 : 2;
	bool hidden;

	for (i = 0; i < count; i++) {
		struct text bytes;

		text_init(&bytes, &arena);
		text_add(&bytes, both[i]->text);
		source_text_read(&arena, &bytes, both[i]->kind, &read[i]);
	}
	hidden = source_texts_hide(&arena, texts, count);
	arena_release(&arena);
	return hidden;
}

static void
a_text_that_may_open_more_files_hides_them(void **state)
{
	static const struct example examples[] = {
	    {"__asm__(\".incbin \\\"data\\\"\");", SOURCE_C},
	    {"__asm__(\".inc\" \"bin \\\"data\\\"\");", SOURCE_C},
	    {"__asm__ /* : */ (\".INC\" /* ) */\n \"bin \\\"data\\\"\");", SOURCE_C},
	    {"__asm__(\".\\x69ncbin \\\"data\\\"\");", SOURCE_C},
	    {"__asm__(\".in{c|x}bin \\\"data\\\"\");", SOURCE_C},
	    {"__asm__(\"{nop|nop}.incbin \\\"data\\\"\");", SOURCE_C},
	    {"__asm__(\".%c0bin \\\"data\\\"\" :: \"i\"(&inc));", SOURCE_C},
	    {"__asm__(\".macro m a b\\n.\\\\a\\\\b \\\"data\\\"\\n.endm\\nm inc bin\");", SOURCE_C},
	    {"__asm__(\".include \\\"data\\\"\");", SOURCE_C},
	    {"__asm__(\"held: .in%=bin \\\"data\\\"\");", SOURCE_C},
	    {"__asm__(\"nop ; .unheard_of\");", SOURCE_C},
	    {"#define TAKE \".incbin \\\"data\\\"\"\n__asm__(TAKE);", SOURCE_C},
	    {"#define call __asm__\ncall(\".inc\" \"bin \\\"data\\\"\");", SOURCE_C},
	    {"__a\\\nsm__(\".incbin \\\"data\\\"\");", SOURCE_C},
	    {"__a\\ \t\r\nsm__(\".incbin \\\"data\\\"\");", SOURCE_C},
	    {"#define define 1\n#define undef\nint undef; undef asm(\".incbin \\\"data\\\"\");",
		SOURCE_C},
	    {"asm(R\"(.incbin \"data\")\");", SOURCE_CXX},
	    {"#define P(a, b) a##b\nP(as, m)(\".incbin \\\"data\\\"\");", SOURCE_C},
	    {"%:define P(a, b) a%:%:b\nP(__as, m__)(\".incbin \\\"data\\\"\");", SOURCE_C},
	    {"#define P(a, b) a##b\n#if P(__has, _include)(\"a.h\")\n#endif\n", SOURCE_C},
	    {"#define HAS(x) __has_include(x)\n#if HAS(\"a.h\")\n#endif\n", SOURCE_C},
	    {"#define HAS __has_include\n#if HAS(\"a.h\")\n#endif\n", SOURCE_C},
	    {"#if __has_include(\"/src/a.h\")\n#endif\n", SOURCE_C},
	    {"#if __has_embed(\"a.h\")\n#endif\n", SOURCE_C},
	    {"char a[] = {\n#embed \"data\"\n};", SOURCE_C},
	    {"char a[] = {\n%: /* */ em\\\nbed \"data\"\n};", SOURCE_C},
	    {"#pragma GCC dependency \"data\"\n", SOURCE_C},
	    {"_Pragma(\"GCC dependency \\\"data\\\"\")\n", SOURCE_C},
	    {"#define D(x) _Pragma(#x)\nD(GCC dependency \"data\")\n", SOURCE_C},
	    {"// what?"
	     "?/\nint i;",
		SOURCE_C},
	    {"int a = 1'a; asm(\".incbin \\\"data\\\"\"); int b = 'b';", SOURCE_C},
	    {".data\n.incbin \"data\"\n", SOURCE_ASSEMBLY},
	    {".data\n.InCbIn \"data\"\n", SOURCE_ASSEMBLY},
	    {"it's\n.include \"data\"\n", SOURCE_ASSEMBLY},
	    {".macro m a, b\n.\\a\\b \"data\"\n.endm\nm inc, bin\n", SOURCE_ASSEMBLY},
	    {".macro m a\n.in\\a \"data\"\n.endm\nm cbin\n", SOURCE_ASSEMBLY},
	    {".macro m a\n.IN\\a \"data\"\n.endm\nm CBIN\n", SOURCE_ASSEMBLY},
	    {".macro m a\n.Inc\\a \"data\"\n.endm\nm LuDe\n", SOURCE_ASSEMBLY},
	    {"#define P(a, b) .a##b\nP(INC, bin) \"data\"\n", SOURCE_ASSEMBLY},
	    {".irpc q, xc\n.ifnc \\q, x\n.in\\q\\()bin \"data\"\n.endif\n.endr\n", SOURCE_ASSEMBLY},
	    {".macro m a\n.IR\\a q, xc\n.ifnc \\q, x\n.in\\q\\()bin \"data\"\n.endif\n"
	     ".endr\n.endm\nm PC\n",
		SOURCE_ASSEMBLY},
	    {".irpc c, x\n.in\\c\\()bin \"data\"\n.endr\n.set in, 0\n.set c, 0\n.set bin, 0\n",
		SOURCE_ASSEMBLY},
	    {"#define P(a, b) .a##b\nP(inc, bin) \"data\"\n", SOURCE_ASSEMBLY},
	    {"#define DOT() .\nDOT()incbin \"data\"\n", SOURCE_ASSEMBLY},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(examples); i++)
		if (!hide(&examples[i], NULL))
			fail_msg("nothing is hidden: %s", examples[i].text);
}

static void
an_ordinary_text_hides_nothing(void **state)
{
	static const struct example examples[] = {
	    {"#include <stdio.h>\nint main(void) { return puts(\"asm(.incbin)\"); }\n", SOURCE_C},
	    {"/* asm(\".incbin\") */ // __has_embed(\"x\")\nint i;", SOURCE_C},
	    {"__asm__ __volatile__(\"\" : : : \"memory\");", SOURCE_C},
	    {"asm volatile(\"mov %1, %0\\n\\tadd $1, %0\" : \"=r\"(d) : \"r\"(s));", SOURCE_C},
	    {"__asm__(\".section .note.GNU-stack,\\\"\\\",@progbits\\n.text\\n.L1%=: jmp .L1%=\");",
		SOURCE_C},
	    {"asm(\"fadd v0.4s, v1.4s, v2.4s; b.ne 1b\");", SOURCE_C},
	    {"int f(void) __asm__(\"name_of_f\");", SOURCE_C},
	    {"asm goto(\"1: nop\" : : : : out);", SOURCE_C},
	    {"#ifdef __has_include\n#if defined(__has_include) && __has_include(\"a.h\")\n#endif\n#endif\n",
		SOURCE_C},
	    {"#ifndef __has_include\n#define __has_include(x) 0\n#endif\n", SOURCE_C},
	    {"#define CONCAT(a, b) a##b\nint CONCAT(left, right);", SOURCE_C},
	    {"#pragma once\n#pragma pack(1)\n_Pragma(\"GCC diagnostic push\")\n", SOURCE_C},
	    {"#define D(x) _Pragma(#x)\nD(GCC diagnostic push)\n", SOURCE_C},
	    {"#if 0\ndon't do\n#endif\n#error isn't\n", SOURCE_C},
	    {"int million = 1'000'000; const char *s = R\"x(asm(\".incbin\"))x\";", SOURCE_CXX},
	    {"// a dependency, and a comment\nint dependency;", SOURCE_C},
	    {"#include \"a.h\"\n.globl f\nf:\tret\n.section .note.GNU-stack,\"\",%progbits\n",
		SOURCE_ASSEMBLY},
	    {".macro save reg\n push \\reg\n.endm\n# it's a comment\n", SOURCE_ASSEMBLY},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(examples); i++)
		if (hide(&examples[i], NULL))
			fail_msg("something is hidden: %s", examples[i].text);
}

static void
a_word_may_be_put_together_of_parts_in_two_texts(void **state)
{
	const struct example paste = {"#define PASTE(a, b) a##b\n", SOURCE_C},
			     parts = {"PASTE(as, m)(\".incbin \\\"data\\\"\");", SOURCE_C},
			     other = {"PASTE(left, right)(1);", SOURCE_C},
			     value = {"#define SAY(x) _Pragma(x)\n", SOURCE_C},
			     words = {"SAY(\"GCC dependency \\\"a\\\"\")\n", SOURCE_C};

	(void)state;
	assert_false(hide(&parts, NULL));
	assert_true(hide(&paste, &parts));
	assert_false(hide(&paste, &other));
	assert_false(hide(&value, NULL));
	assert_true(hide(&value, &words));
}

static void
names_that_are_asked_for_are_found(void **state)
{
	struct arena arena = {0};
	struct source_text found;
	struct text bytes;

	(void)state;
	text_init(&bytes, &arena);
	text_add(&bytes,
	    "#if __has_\\\ninclude /* */ ( <one.h> ) || __has_include_next(\"two.h\")\n#endif\n"
	    "#include \"../three.h\"\n#include <../four.h>\n#include FIVE\n#include \"six.h\"\n");
	source_text_read(&arena, &bytes, SOURCE_C, &found);
	assert_false(found.hides);
	assert_true(found.macro_include);
	assert_string_equal(text_list_join(&found.asked, &arena, " "), "one.h two.h");
	assert_string_equal(text_list_join(&found.climbing, &arena, " "), "../three.h");
	assert_string_equal(text_list_join(&found.climbing_angled, &arena, " "), "../four.h");
	arena_release(&arena);
}

static void
what_standards_read_otherwise_is_marked(void **state)
{
	static const struct example odd[] = {
	    {"int i = 4 //* */ 2\n;", SOURCE_C},
	    {"int i = 1'000;", SOURCE_CXX},
	    {"const char *s = R\"(text)\";", SOURCE_CXX},
	};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(odd); i++) {
		struct source_text found;
		struct text bytes;

		text_init(&bytes, &arena);
		text_add(&bytes, odd[i].text);
		source_text_read(&arena, &bytes, odd[i].kind, &found);
		if (!found.odd || found.hides)
			fail_msg("%s", odd[i].text);
	}
	arena_release(&arena);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_text_that_may_open_more_files_hides_them),
	    cmocka_unit_test(an_ordinary_text_hides_nothing),
	    cmocka_unit_test(a_word_may_be_put_together_of_parts_in_two_texts),
	    cmocka_unit_test(names_that_are_asked_for_are_found),
	    cmocka_unit_test(what_standards_read_otherwise_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
