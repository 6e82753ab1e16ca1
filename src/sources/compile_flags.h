#ifndef SOURCES_COMPILE_FLAGS_H
#define SOURCES_COMPILE_FLAGS_H

#include "spec/spec.h"

/*
 * The options for compiler and linker that the build cache knows. An allowlist
 * names the options that open no file, and those whose files the cache itself
 * reads. A build with any other option stores nothing in the cache.
 */
struct compile_flags {
	bool known; /* all options are on the list */
	bool
	    /* C before 1999 or C++ before 2017, which have other rules for
	     * comments and strings */
	    old_standard;
	bool lto; /* objects hold bitcode, so the linker sees no sections yet */
	struct text_list folders; /* header folders of -I and similar options, as written */
	struct text_list forced; /* files of -include and -imacros */
};

void compile_flags_read(
    struct arena *arena, const struct text_list *flags, struct compile_flags *ret_flags);

/* Whether no variable makes a compiler or make read another file or use another
 * option. */
bool compile_variables_known(const struct pairs *environment);

#endif
