#include "base/output.h"

#include "base/file.h"
#include "base/leftover.h"
#include "base/log.h"
#include "base/log_window.h"
#include "base/output_line.h"
#include "base/scope.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	TAIL_SIZE = 64 << 10,
	TAIL_LINES = 40,
	LINE_SIZE = 1024, /* of a line in the window */
	SHOWN_SIZE = 8 << 10, /* of a line that is told */
	STEP_BYTES = 4 << 10, /* that are read at once */
	CHUNK = 64 << 10
};
/* The file has this many bytes at most; then the first half is dropped. */
#define FILE_MOST ((uint64_t)64 << 20)

static void
make_room(struct output *output)
{
	output->tail = arena_alloc(output->arena, TAIL_SIZE + 1);
	output->line = arena_alloc(output->arena, LINE_SIZE + 1);
}

void
output_open(struct arena *arena, struct output *output, const char *name)
{
	*output = OUTPUT_NOWHERE;
	output->arena = arena;
	output->name = name;
	output->mode = log_output_mode();
	make_room(output);
}

void
output_open_hidden(struct arena *arena, struct output *output)
{
	output_open(arena, output, NULL);
	if (output->mode != OUTPUT_LINES)
		return;
	output->mode = OUTPUT_NONE;
	make_room(output);
}

bool
output_keep_in(struct output *output, const char *folder, const char *begin)
{
	if (output->mode == OUTPUT_LINES)
		return true;
	leftover_clean(folder);
	do {
		scope_fd(&output->file);
		output->path = arena_printf(
		    output->arena, "%s/.%s.mote-%ld-XXXXXX", folder, begin, (long)getpid());
		output->file = mkostemp(output->path, O_CLOEXEC);
	} while (output->file >= 0 && !leftover_hold(output->file, output->path));
	output->kept_path = arena_printf(output->arena, "%s/%s-%s.log", folder, begin,
	    output->path + strlen(output->path) - strlen("XXXXXX"));
	return output->file >= 0;
}

void
output_count_steps(struct output *output, int file, size_t most)
{
	scope_fd(&output->steps);
	output->steps = file;
	output->step_count = output->step_length = 0;
	output->step_most = most;
}

/* The file is of no use any more. */
static void
give_up(struct output *output)
{
	if (output->file < 0)
		return;
	close(output->file);
	unlink(output->path);
	output->file = -1;
}

/* Moves the second half of the file to its beginning. */
static bool
drop_half(struct output *output)
{
	uint64_t half = FILE_MOST / 2, done = 0;
	char chunk[CHUNK];

	while (half + done < output->written) {
		ssize_t got = pread(output->file, chunk, sizeof(chunk), (off_t)(half + done));

		if (got <= 0 || pwrite(output->file, chunk, (size_t)got, (off_t)done) != got)
			return false;
		done += (uint64_t)got;
	}
	output->written = done;
	output->dropped += half;
	return ftruncate(output->file, (off_t)done) == 0 &&
	    lseek(output->file, (off_t)done, SEEK_SET) >= 0;
}

static void
write_file(struct output *output, const char *bytes, size_t length)
{
	if (output->file < 0)
		return;
	if ((output->written + length > FILE_MOST && !drop_half(output)) ||
	    write(output->file, bytes, length) != (ssize_t)length) {
		give_up(output);
		return;
	}
	output->written += length;
}

static void
write_tail(struct output *output, const char *bytes, size_t length)
{
	size_t skipped = length > TAIL_SIZE ? length - TAIL_SIZE : 0;

	for (output->total += skipped, bytes += skipped, length -= skipped; length > 0;) {
		size_t at = output->total % TAIL_SIZE,
		       part = length < TAIL_SIZE - at ? length : TAIL_SIZE - at;

		memcpy(output->tail + at, bytes, part);
		output->total += part;
		bytes += part;
		length -= part;
	}
}

static const char *
window_line(struct output *output, char *to, size_t size)
{
	const struct output_line line = {to, size, false};

	output->line[output->line_length] = '\0';
	(void)output_line_show(&line, output->line, output->line_length);
	return to;
}

/* Adds to the line; bytes that do not fit are not shown. */
static void
show_in_window(struct output *output, const char *bytes, size_t length)
{
	char shown[LINE_SIZE];
	const char *end;

	while (length > 0) {
		size_t part, fits;

		end = memchr(bytes, '\n', length);
		part = end == NULL ? length : (size_t)(end - bytes);
		fits = LINE_SIZE - output->line_length;
		if (fits > part)
			fits = part;
		memcpy(output->line + output->line_length, bytes, fits);
		output->line_length += fits;
		/* of a line without end the last part */
		if (fits < part && memchr(bytes + fits, '\r', part - fits) != NULL)
			output->line_length = 0;
		if (end != NULL) {
			log_window_line(window_line(output, shown, sizeof(shown)));
			output->line_length = 0;
			part++;
		}
		bytes += part;
		length -= part;
	}
	log_window_unfinished(window_line(output, shown, sizeof(shown)));
}

void
output_add(struct output *output, const char *bytes, size_t length)
{
	write_tail(output, bytes, length);
	if (output->mode == OUTPUT_LINES)
		return;
	write_file(output, bytes, length);
	if (output->mode == OUTPUT_WINDOW)
		show_in_window(output, bytes, length);
}

/* One step more, whose name is complete. */
static size_t
tell_step(struct output *output, char *to, size_t size)
{
	char name[sizeof(output->step)];
	int length;

	output->step[output->step_length] = '\0';
	output->step_length = 0;
	if (output->step_count == output->step_most)
		return 0;
	output->step_count++;
	text_copy_visible(name, sizeof(name), output->step, "");
	if (output->mode == OUTPUT_WINDOW)
		log_part("[%zu/%zu] %s", output->step_count, output->step_most, name);
	if (output->mode != OUTPUT_LINES)
		return 0;
	length = snprintf(to, size, "[%zu/%zu] %s\n", output->step_count, output->step_most, name);
	return (size_t)length < size ? (size_t)length : 0;
}

size_t
output_tick(struct output *output, char *to, size_t size)
{
	enum { LONGEST = sizeof(output->step) + 64 };
	size_t written = 0, most = STEP_BYTES;
	char byte[1];

	/* the command could write without end */
	while (output->steps >= 0 && size - written > LONGEST && most-- > 0 &&
	    read(output->steps, byte, 1) == 1) {
		if (byte[0] == '\n')
			written += tell_step(output, to + written, size - written);
		else if (output->step_length + 1 < sizeof(output->step))
			output->step[output->step_length++] = byte[0];
	}
	if (output->mode == OUTPUT_WINDOW)
		log_window_tick();
	return written;
}

/* The bytes of the next line, and of its line break. 0: it is not complete, and
 * not endless. */
static size_t
line_length(const struct output_bytes *from, size_t used, size_t *ret_break)
{
	const char *end = memchr(from->bytes + used, '\n', from->length - used);

	*ret_break = end != NULL;
	if (end != NULL)
		return (size_t)(end - from->bytes) - used;
	return from->last || from->length - used >= SHOWN_SIZE ? from->length - used : 0;
}

size_t
output_format(const struct output *output, const struct output_bytes *from, char *to, size_t *size)
{
	enum { SHORTEST = 64 };
	size_t used = 0, out = 0, length, line_break;
	const char *name = output->name == NULL ? "" : output->name,
		   *bar = output->name == NULL ? "" : " | ";

	while (*size - out > strlen(name) + SHORTEST && used < from->length) {
		struct output_line line = {.colours = log_has_colours()};
		size_t begin = out, shown;

		length = line_length(from, used, &line_break);
		if (length == 0 && line_break == 0)
			break;
		out += (size_t)snprintf(to + out, *size - out, "%s%s", name, bar);
		line.to = to + out;
		line.size = *size - out - 1;
		shown = output_line_show(&line, from->bytes + used, length);
		/* the next call has the whole room for it */
		if (shown < length && begin > 0) {
			out = begin;
			break;
		}
		out += strlen(to + out);
		to[out++] = '\n';
		used += shown + (shown == length ? line_break : 0);
	}
	*size = out;
	return used;
}

/* Prints what the bytes are to a user, each line behind the name where several
 * builds print. */
static size_t
tell(const struct output *output, const struct output_bytes *from)
{
	struct output named = {.name = output->alone ? NULL : output->name};
	char shown[SHOWN_SIZE];
	size_t used = 0;

	/* its window has done its work */
	log_clear();
	while (used < from->length) {
		const struct output_bytes rest = {
		    from->bytes + used, from->length - used, from->last};
		size_t size = sizeof(shown) - 1, more = output_format(&named, &rest, shown, &size);

		if (more == 0)
			break;
		shown[size] = '\0';
		log_print(shown);
		used += more;
	}
	return used;
}

/* The last lines that the ring has; its beginning may be in the middle of
 * one. */
struct output_bytes
output_last_lines(const struct output *output)
{
	size_t length = output->total < TAIL_SIZE ? (size_t)output->total : TAIL_SIZE,
	       begin = output->total % TAIL_SIZE, at, lines = 0;
	char *bytes = arena_alloc(output->arena, length + 1);

	if (length < TAIL_SIZE) {
		memcpy(bytes, output->tail, length);
	} else {
		memcpy(bytes, output->tail + begin, TAIL_SIZE - begin);
		memcpy(bytes + TAIL_SIZE - begin, output->tail, begin);
	}
	for (at = length; at > 0; at--)
		if (bytes[at - 1] == '\n' && at < length && ++lines == TAIL_LINES)
			break;
	return (struct output_bytes){bytes + at, length - at, true};
}

void
output_print_end(const struct output *output)
{
	struct output_bytes end;

	if (output->mode == OUTPUT_LINES || output->total == 0)
		return;
	end = output_last_lines(output);
	(void)tell(output, &end);
}

void
output_print_all(const struct output *output)
{
	char *chunk = arena_alloc(output->arena, CHUNK + 1);
	uint64_t done = 0;
	size_t length = 0, used;
	ssize_t got;

	if (output->mode == OUTPUT_LINES || output->total == 0 || log_is_quiet())
		return;
	if (output->file < 0) {
		output_print_end(output);
		return;
	}
	while ((got = pread(output->file, chunk + length, CHUNK - length, (off_t)done)) > 0 ||
	    length > 0) {
		struct output_bytes from = {chunk, length, got <= 0};

		if (got > 0) {
			done += (uint64_t)got;
			from.length += (size_t)got;
		}
		chunk[from.length] = '\0';
		used = tell(output, &from);
		length = from.length - used;
		memmove(chunk, chunk + used, length);
		if (got <= 0)
			break;
	}
}

const char *
output_keep(struct output *output)
{
	struct output_bytes end = {0};

	if (output->mode != OUTPUT_LINES)
		end = output_last_lines(output);
	if (output->file < 0 || output->total == end.length || file_exists(output->kept_path) ||
	    rename(output->path, output->kept_path) != 0)
		return NULL;
	output->kept = true;
	return output->kept_path;
}

void
scope_output(struct output *output)
{
	if (!output->kept)
		give_up(output);
	scope_fd(&output->file);
	scope_fd(&output->steps);
}
