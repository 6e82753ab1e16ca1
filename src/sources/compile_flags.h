#ifndef SOURCES_COMPILE_FLAGS_H
#define SOURCES_COMPILE_FLAGS_H

#include "spec/spec.h"

/*
 * The options for compiler and linker that the build cache knows. An allowlist
 * names the options that open no file, and those whose files the cache itself
 * reads. When an option is not on the list, the build keeps nothing.
 */
struct compile_flags {
	bool known; /* all options are on the list */
	bool
	    old_standard; /* C before 1999, C++ before 2017: other rules for comments and strings */
	bool lto; /* objects hold bitcode, and no sections for the linker to read */
	struct text_list folders; /* header folders, of -I and its like, as written */
	struct text_list forced; /* files of -include and -imacros */
};

void compile_flags_read(
    struct arena *arena, const struct text_list *flags, struct compile_flags *ret_flags);

/* Whether no variable leads a compiler or make to a file or to an option. */
bool compile_variables_known(const struct pairs *environment);

#endif
