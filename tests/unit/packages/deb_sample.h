#ifndef UNIT_DEB_SAMPLE_H
#define UNIT_DEB_SAMPLE_H

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "layer/tar.h"
#include "packages/package_store.h"
#include "stream/filters.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/*
 * Packages of Debian that tests write byte by byte, good and hostile ones, in a
 * folder that is an archive of Debian; and a home for what is made of them.
 */
struct world {
	struct arena arena;
	struct temporary_folder folder;
	const char *home, *mirror;
	struct text_list places;
	struct locked_package packages[8];
	size_t count;
	mode_t umask;
	struct error err;
};

/* An entry of a tar; the type as in tar. */
struct member {
	const char *path;
	char type;
	const char *content; /* or what a link leads to */
	unsigned mode; /* 0: 0644 */
	uint64_t claim; /* the size that the header says; 0: that of the content */
};

/* The two tars of a package. `ending`: "", ".gz", ".xz", ".zst" or any other
 * text, which stands for no compression. */
struct sample {
	const char *name;
	const struct member *data; /* up to a path of NULL */
	const char *script; /* postinst; NULL: none */
	const char *ending;
};

enum { MEMBER_TIME = 1600000000 };

static int
setup(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));

	world->umask = umask(022);
	assert_int_equal(temporary_folder_make(&world->folder, &world->err), 0);
	world->home = path_join(&world->arena, world->folder.path, "home");
	world->mirror = path_join(&world->arena, world->folder.path, "mirror");
	text_list_add(&world->places, &world->arena, world->mirror);
	assert_int_equal(mkdir(world->mirror, 0755), 0);
	*state = world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	umask(world->umask);
	scope_temporary_folder(&world->folder);
	arena_release(&world->arena);
	test_free(world);
	return 0;
}

static struct stream *
compress(const char *ending, struct stream *out, struct error *err)
{
	static const struct compress_options options = {.level = 1};

	if (strcmp(ending, ".gz") == 0)
		return gzip_stream_new(out, &options, err);
	if (strcmp(ending, ".xz") == 0)
		return xz_stream_new(out, &options, err);
	return strcmp(ending, ".zst") == 0 ? zstd_stream_new(out, &options, err) : out;
}

static inline struct text
make_tar(struct world *world, const struct member *members, const char *ending)
{
	struct text bytes;

	text_init(&bytes, &world->arena);
	{
		SCOPED(stream)
		struct stream *out =
		    compress(ending, memory_stream_new(&bytes, &world->err), &world->err);

		for (; members->path != NULL; members++) {
			bool has_content = members->type == '0';
			size_t length = has_content ? strlen(members->content) : 0;
			const struct tar_entry entry = {.path = members->path,
			    .type = members->type,
			    .mode = members->mode == 0 ? 0644 : members->mode,
			    .size = members->claim > 0 ? members->claim : length,
			    .mtime = MEMBER_TIME,
			    .link = has_content ? NULL : members->content};

			assert_int_equal(tar_write_header(out, &entry, &world->err), 0);
			if (has_content) {
				assert_int_equal(
				    stream_write(out, members->content, length, &world->err), 0);
				assert_int_equal(tar_write_padding(out, length, &world->err), 0);
			}
		}
		assert_int_equal(tar_write_end(out, &world->err), 0);
		assert_int_equal(stream_finish(out, &world->err), 0);
	}
	return bytes;
}

/* Clause: ar(5). */
static inline void
add_member(struct text *ar, const char *name, const char *bytes, size_t size)
{
	text_printf(ar, "%-16s%-12d%-6d%-6d%-8s%-10zu`\n", name, 0, 0, 0, "100644", size);
	text_append(ar, bytes, size);
	if (size % 2 != 0)
		text_add(ar, "\n");
}

static inline struct text
make_deb(struct world *world, const struct sample *sample)
{
	const struct member control[] = {{"./", '5', NULL, 0755, 0},
	    {"./control", '0', "Package: x\n", 0, 0},
	    {sample->script == NULL ? NULL : "./postinst", '0', sample->script, 0755, 0},
	    {NULL, 0, NULL, 0, 0}};
	struct text ar, tar;

	text_init(&ar, &world->arena);
	text_add(&ar, "!<arch>\n");
	add_member(&ar, "debian-binary", "2.0\n", 4);
	tar = make_tar(world, control, ".xz");
	add_member(&ar, "control.tar.xz", tar.bytes, tar.length);
	tar = make_tar(world, sample->data, sample->ending);
	add_member(
	    &ar, arena_printf(&world->arena, "data.tar%s", sample->ending), tar.bytes, tar.length);
	return ar;
}

/* Puts the bytes into the archive of Debian, under their true hash. */
static inline struct locked_package *
put_bytes(struct world *world, const char *name, const struct text *bytes)
{
	struct locked_package *package = &world->packages[world->count++];
	struct digest digest;

	assert_int_equal(digest_of_bytes(bytes->bytes, bytes->length, &digest, &world->err), 0);
	*package = (struct locked_package){.host = "amd64",
	    .name = name,
	    .version = "1",
	    .size = bytes->length,
	    .sha256 = arena_strdup(&world->arena, digest_hex(&digest)),
	    .path = arena_printf(&world->arena, "%s_1_all.deb", name)};
	assert_int_equal(file_write(path_join(&world->arena, world->mirror, package->path),
			     bytes->bytes, bytes->length, 0644, &world->err),
	    0);
	return package;
}

static inline struct locked_package *
put_deb(struct world *world, const struct sample *sample)
{
	const struct text bytes = make_deb(world, sample);

	return put_bytes(world, sample->name, &bytes);
}

/* The text of a file below `folder`; "(none)". */
static inline const char *
content(struct world *world, const char *folder, const char *path)
{
	struct text bytes;

	if (file_read(&world->arena, path_join(&world->arena, folder, path), 1 << 20, &bytes,
		&world->err) != 0)
		return "(none)";
	return text_string(&bytes);
}

static inline struct stat
status_of(struct world *world, const char *folder, const char *path)
{
	struct stat status;

	assert_int_equal(lstat(path_join(&world->arena, folder, path), &status), 0);
	return status;
}

/* Where a link leads. */
static inline const char *
target(struct world *world, const char *folder, const char *path)
{
	char *bytes = arena_alloc(&world->arena, 1000);

	if (readlink(path_join(&world->arena, folder, path), bytes, 999) < 0)
		return "(none)";
	return bytes;
}

#define END {NULL, 0, NULL, 0, 0}
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
