#ifndef SPEC_SPEC_H
#define SPEC_SPEC_H

#include "base/pairs.h"
#include "base/text.h"
#include "spec/platform.h"
#include "spec/reference.h"

#include <stdbool.h>
#include <stdint.h>

struct compressor; /* stream/compressor.h */

/*
 * The settings of a build or a pack. Flags, mote.yaml and the environment are
 * read into a struct spec (spec_flags, spec_file), and spec_finish sets the
 * defaults. After that the spec is const: other folders of the source read it
 * and never change it. All strings live in the arena of the readers.
 *
 * An absent value is NULL, count 0, or the enum's first value. A later source
 * fills only absent values, so that an earlier one wins. Calling order:
 * spec_flags -> spec_trust -> spec_file for a target -> spec_environment ->
 * spec_finish.
 */

enum link_kind { LINK_DEFAULT, LINK_STATIC_PIE, LINK_STATIC };

/* The malloc of the programs. DEFAULT: musl's, or the project's own. With the
 * others, mote proves that the programs have it. */
enum malloc_kind { MALLOC_DEFAULT, MALLOC_MUSL, MALLOC_MIMALLOC, MALLOC_JEMALLOC };

/* The stack size of a thread whose creator sets none. musl's default is 128
 * KiB, and its limit 8 MiB. */
enum { STACK_LEAST = 128 << 10, STACK_DEFAULT = 8 << 20, STACK_MOST = 8 << 20 };

enum wish { WISH_DEFAULT, WISH_NO, WISH_YES };

enum isolation {
	ISOLATION_DEFAULT, /* auto */
	ISOLATION_AUTO, /* the best rung of this machine; a note names it when it is not "strict" */
	ISOLATION_STRICT, /* bubblewrap with all namespaces, or ERROR_REFUSED */
	ISOLATION_CHROOT, /* a root folder and a user of its own, no namespaces; for root only */
	ISOLATION_LANDLOCK, /* file rules of the kernel, no namespaces */
	ISOLATION_NONE, /* a plain process with a clean environment */
};

/* Whose programs the stage has, besides the toolchain's. */
enum stage_programs_of {
	ROOT_DEFAULT, /* mote's own, on a rung that can show them; else those of this machine */
	ROOT_TOOLS, /* mote's own and those of `packages`, or ERROR_REFUSED */
	ROOT_HOST, /* those of this machine */
};

/* The program that runs the compile steps. */
enum wrapper {
	WRAPPER_DEFAULT, /* no wrapper */
	WRAPPER_NONE,
	WRAPPER_CCACHE,
	WRAPPER_DISTCC, /* the stage has the network */
};

/* The limits of a build; 0: the default of limit_watch.h. */
struct spec_limits {
	uint64_t processes;
	uint64_t memory, disk; /* bytes */
};

struct spec_build {
	const char
	    *directory; /* the source folder, as the user wrote it or the folder of mote.yaml */
	struct text_list sources; /* globs and paths relative to `directory`; ".." may leave it */
	struct text_list run; /* shell commands, one after another; excludes sources */
	struct text_list
	    /* the files that `run` makes: relative to the source, or "/..."
	     * below $DESTDIR */
	    output;
	struct text_list includes; /* -I folders relative to `directory` */
	struct text_list cflags, ldflags;
	struct text_list ports; /* names of the catalogue's libraries */
	/* Debian packages of the stage beside mote's tools:
	 * packages/package_project.h */
	struct text_list packages;
	enum stage_programs_of root;
	const char *at; /* where the stage shows the source: "/src" after spec_finish */
	struct pairs environment; /* more variables for the stage */
	/* a compiler command of the user, as in CC, which may have "${triple}"
	 * in it; empty: mote's own toolchain */
	struct text_list toolchain;
	enum wrapper wrapper;
	enum link_kind link; /* DEFAULT after spec_finish only with `toolchain`: its own default */
	enum malloc_kind malloc;
	uint64_t stack; /* bytes of a thread's stack; 0: not set, which means STACK_DEFAULT */
	enum wish libc_extras; /* memcpy and similar functions that are faster than musl's */
	enum isolation isolation;
	struct spec_limits limits;
	bool keep_going; /* when a platform fails, write an image of the others */
	bool no_cache; /* neither read nor write the build cache */
	bool keep_stage; /* leave the work folder of a stage that failed */
};

enum created_kind { CREATED_DEFAULT, CREATED_SECONDS };

struct spec_image {
	struct text_list entrypoint; /* count 0 with has_entrypoint: the user wants none */
	struct text_list cmd;
	bool has_entrypoint, has_cmd;
	struct pairs env, labels, annotations;
	const char *user; /* "65532:65532" after spec_finish */
	const char *workdir; /* "/" after spec_finish */
	struct text_list expose; /* "8080/tcp" */
	struct text_list volumes;
	const char *stop_signal;
	const char *path; /* the executable's path in the image: "/<name>" after spec_finish */
	enum created_kind created_kind;
	int64_t created; /* seconds since 1970, UTC */
	const char *created_text; /* as written, with ${...}; NULL: absent */
};

struct spec_file {
	/* a path or glob relative to `directory` of the build; NULL: a link, or
	 * an empty folder when `to` ends with '/' */
	const char *from;
	/* absolute path in the image; with '/' at the end: the folder for the
	 * files */
	const char *to;
	const char *link; /* the target of a symbolic link at `to`, or NULL */
	/* globs of files below `from` that are left out; without "/" a name at
	 * any depth, else a path */
	struct text_list exclude;
	int mode; /* 0..07777, or -1: 0755 for folders and executables, else 0644 */
	uint32_t owner, group; /* numeric; 0:0 */
	const char *place; /* "mote.yaml:12" or "--file" */
	const char *within; /* `from` may not leave this folder, not even by a link; or NULL */
};

struct spec_files {
	struct spec_file *items;
	size_t count, capacity;
};

struct spec_with { /* pieces of a root file system */
	bool tmp, passwd, certs, nsswitch, tz;
	struct text_list zones; /* of tz; empty: all */
};

enum media_format { FORMAT_DEFAULT, FORMAT_OCI, FORMAT_DOCKER };

/* The line of a value in mote.yaml (spec_place.h). */
struct spec_place {
	const char *text; /* the value in the spec, compared by address; NULL: the whole key */
	unsigned line;
	size_t member; /* the offset of its member in struct spec */
};

struct spec_places {
	struct spec_place *items;
	size_t count, capacity;
};

/* --untrusted: mote.yaml and the sources were written by a stranger. The caller's flags and
 * variables are trusted. */
struct spec_trust {
	bool untrusted;
	/* paths in mote.yaml may not leave this folder; without links; NULL: no
	 * file */
	const char *project;
	struct text_list variables; /* names of variables that ${env.X} may use */
};

struct spec {
	const char *name; /* image and executable name */
	const char *file; /* mote.yaml's path for errors, NULL: none */
	const char *target; /* --target, NULL: none */
	/* for a build: the requested platforms, else the host's */
	const struct platform **platforms;
	size_t platform_count, platform_capacity;
	struct spec_build build;
	/* for a pack: the finished files, relative to the current folder */
	struct text_list executables;
	struct spec_image image;
	struct spec_files files;
	struct spec_with with;
	/* tags for outputs that have none; "latest" after spec_finish. Before
	 * spec_finish also repositories, for --push */
	struct text_list tags;
	bool tags_from_flags; /* the tags come from flags */
	/* after spec_finish: the repositories for --push, each with a tag; they
	 * are the image's names in archives and layouts */
	struct text_list names;
	bool push;
	struct reference *outputs; /* after spec_finish at least one, the repositories first */
	size_t output_count, output_capacity;
	const struct compressor *compression; /* after spec_finish not NULL */
	int level; /* 0: the compressor's own default */
	enum media_format format;
	const char *digest_file, *metadata_file, *depfile; /* NULL: not wanted */
	struct spec_trust trust;
	struct spec_places places; /* of the values of `file` */
};

/*
 * Sets every default, does all checks that need no files, and expands variables
 * (spec_expand.h). The name comes from --name or mote.yaml, else from the only
 * executable or source file, else from the folder. `created` is
 * SOURCE_DATE_EPOCH, else 0.
 */
int spec_finish(struct arena *arena, struct spec *spec, struct error *err) MUST_CHECK;

/* Makes an image name from the name of a file or a folder: "My Tool_1" gives
 * "my-tool_1", "--" gives "". */
char *spec_name_from(struct arena *arena, const char *base) RETURNS_NONNULL;

/* The ports that the build needs: its `ports`, and the ports of `malloc` and
 * `libc-extras`. */
struct text_list spec_ports(struct arena *arena, const struct spec_build *build);
/* The ports of spec_ports that are linked into every executable: those of
 * `malloc` and `libc-extras`. */
struct text_list spec_linked_ports(struct arena *arena, const struct spec_build *build);

#endif
