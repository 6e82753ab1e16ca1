#ifndef BUILDER_COMPILE_FLAGS_H
#define BUILDER_COMPILE_FLAGS_H

#include "spec/spec.h"

/*
 * What the build cache knows of the user's options for compiler and linker: an allowlist of those that open no
 * file, and of those whose files it looks at itself. Where one is not on the list, nothing is kept.
 */
struct compile_flags {
	bool known; /* all of them are on the list */
	bool
	    old_standard; /* C of before 1999, C++ of before 2017: other comments, numbers and strings */
	bool lto; /* objects hold no sections of the linker's kinds */
	struct text_list folders; /* where headers are looked for: of -I and its like, as written */
	struct text_list forced; /* files of -include and -imacros */
};

void compile_flags_read(
    struct arena *arena, const struct text_list *flags, struct compile_flags *ret_flags);

/* Whether none of the variables leads a compiler or make to a file or an option. */
bool compile_variables_known(const struct spec_pairs *environment);

#endif
