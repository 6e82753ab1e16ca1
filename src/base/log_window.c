#include "base/log_window.h"

#include "base/attribute.h"
#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	TASK_LIMIT = 32,
	LINE_COUNT = 8,
	TEXT_SIZE = 320,
	/* of a terminal: characters of a row that are used at most, and at
	 * least */
	WIDEST = 240,
	NARROWEST = 20,
	USUAL_WIDTH = 80,
	USUAL_HEIGHT = 24,
	/* a row of characters with four bytes each, colours, and a line
	 * break */
	ROW_SIZE = 4 * WIDEST + 32,
	ROW_LIMIT = 64,
	ERASER_SIZE = 32,
	PICTURE_SIZE = ROW_SIZE * ROW_LIMIT,
	TAB = 8
};
#define OLD 0.1 /* seconds */
#define DIM "\033[2m"
#define USUAL "\033[0m"

struct task {
	pid_t owner; /* 0: nobody's */
	double begun; /* the step */
	char step[TEXT_SIZE], part[TEXT_SIZE];
	char lines[LINE_COUNT][TEXT_SIZE]; /* a ring: line n is at n % LINE_COUNT */
	unsigned line_count; /* that there ever were */
	char unfinished[TEXT_SIZE];
};

/* In memory that the processes share. */
struct screen {
	pthread_mutex_t lock;
	volatile sig_atomic_t moved; /* the cursor is not behind the window any more */
	size_t rows; /* that are on the terminal */
	double drawn;
	struct task tasks[TASK_LIMIT];
	char picture[PICTURE_SIZE], drawn_picture[PICTURE_SIZE];
	size_t drawn_length;
};

static struct screen *screen;

static void
lock_screen(void)
{
	if (pthread_mutex_lock(&screen->lock) == EOWNERDEAD)
		pthread_mutex_consistent(&screen->lock);
}

static void
unlock_screen(void)
{
	pthread_mutex_unlock(&screen->lock);
}

bool
log_window_is_open(void)
{
	return screen != NULL;
}

/* After a stop by the user (^Z) the shell has printed something, and the window
 * stays where it is. */
static void
note_moved(int number UNUSED)
{
	if (screen != NULL)
		screen->moved = 1;
}

bool
log_window_open(void)
{
	struct sigaction action = {.sa_handler = note_moved, .sa_flags = SA_RESTART};
	pthread_mutexattr_t attributes;
	void *memory;

	if (screen != NULL)
		return true;
	memory =
	    mmap(NULL, sizeof(*screen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return false;
	screen = memory;
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&screen->lock, &attributes);
	pthread_mutexattr_destroy(&attributes);
	sigaction(SIGCONT, &action, NULL);
	return true;
}

void
log_window_close(void)
{
	if (screen == NULL)
		return;
	log_window_clear();
	munmap(screen, sizeof(*screen));
	screen = NULL;
}

/* The task of this process, begun if need be: after a fork it is not the
 * parent's. NULL: there are too many. */
static struct task *
find_task(void)
{
	static struct task *found;
	size_t i;

	if (screen == NULL)
		return NULL;
	lock_screen();
	if (found != NULL && found->owner != getpid())
		found = NULL;
	for (i = 0; i < TASK_LIMIT && found == NULL; i++) {
		pid_t owner = screen->tasks[i].owner;

		/* one whose process was killed is nobody's any more */
		if (owner == 0 || (kill(owner, 0) != 0 && errno == ESRCH)) {
			found = &screen->tasks[i];
			*found = (struct task){.owner = getpid()};
		}
	}
	unlock_screen();
	return found;
}

/* The picture of the window, while it is put together. */
struct picture {
	char *bytes;
	size_t length, rows, width, height;
	bool colours;
};

static void
add(struct picture *picture, const char *bytes, size_t length)
{
	if (length > PICTURE_SIZE - picture->length)
		return;
	memcpy(picture->bytes + picture->length, bytes, length);
	picture->length += length;
}

/* As much of the text as fits into `room` columns. Returns how many it took. */
static size_t
add_cut(struct picture *picture, const char *text, size_t room)
{
	size_t column = 0;

	while (*text != '\0') {
		size_t length = text_shown_length(text);
		/* wide characters begin with U+1100, of three bytes */
		size_t wide = length < 3 ? 1 : 2;

		if (*text == '\t') {
			length = 1;
			wide = TAB - column % TAB;
		}
		if (length == 0 || column + wide > room)
			break;
		if (*text == '\t')
			add(picture, "        ", wide);
		else
			add(picture, text, length);
		text += length;
		column += wide;
	}
	return column;
}

static void
begin_row(struct picture *picture)
{
	if (picture->rows++ > 0)
		add(picture, "\n", 1);
}

static void
add_header(struct picture *picture, const struct task *task)
{
	char words[2 * TEXT_SIZE + 4], time[64];
	unsigned seconds = (unsigned)(clock_seconds() - task->begun);

	if (seconds < 60)
		snprintf(time, sizeof(time), "  %u s", seconds);
	else
		snprintf(time, sizeof(time), "  %u min %u s", seconds / 60, seconds % 60);
	snprintf(words, sizeof(words), "%s%s%s", task->step,
	    task->step[0] == '\0' || task->part[0] == '\0' ? "" : ": ", task->part);
	begin_row(picture);
	add_cut(picture, words, picture->width - strlen(time));
	if (seconds > 0)
		add(picture, time, strlen(time));
}

static void
add_line(struct picture *picture, const char *line)
{
	begin_row(picture);
	if (picture->colours)
		add(picture, DIM, strlen(DIM));
	add(picture, "  ", 2);
	add_cut(picture, line, picture->width - 2);
	if (picture->colours)
		add(picture, USUAL, strlen(USUAL));
}

static void
add_task(struct picture *picture, const struct task *task, size_t most)
{
	unsigned left = task->line_count < LINE_COUNT ? task->line_count : LINE_COUNT;
	bool more = task->unfinished[0] != '\0' && most > 0;

	add_header(picture, task);
	if (left > most - more)
		left = (unsigned)(most - more);
	for (; left > 0; left--)
		add_line(picture, task->lines[(task->line_count - left) % LINE_COUNT]);
	if (more)
		add_line(picture, task->unfinished);
}

/* The process of a task may have been killed. */
static bool
is_shown(const struct task *task)
{
	return task->owner != 0 && (task->step[0] != '\0' || task->part[0] != '\0') &&
	    kill(task->owner, 0) == 0;
}

/* The user may have changed the size since the last time. */
static void
measure_terminal(struct picture *picture)
{
	struct winsize size = {0};
	const char *never = getenv("NO_COLOR");

	(void)!ioctl(STDERR_FILENO, TIOCGWINSZ, &size);
	picture->width = size.ws_col == 0 ? USUAL_WIDTH : size.ws_col;
	picture->height = size.ws_row == 0 ? USUAL_HEIGHT : size.ws_row;
	if (picture->width < NARROWEST)
		picture->width = NARROWEST;
	if (picture->width > WIDEST)
		picture->width = WIDEST;
	/* the last column stays free: some terminals begin a new row after
	 * it */
	picture->width--;
	picture->height -= picture->height > 1;
	if (picture->height > ROW_LIMIT)
		picture->height = ROW_LIMIT;
	picture->colours = never == NULL || never[0] == '\0';
}

/* The tasks share the lines: eight of one, four of two, one at least of each as
 * long as there is room. */
static void
add_tasks(struct picture *picture)
{
	size_t count = 0, each, i;

	for (i = 0; i < TASK_LIMIT; i++)
		count += is_shown(&screen->tasks[i]);
	if (count == 0)
		return;
	each = count > LINE_COUNT ? 1 : LINE_COUNT / count;
	while (each > 0 && count * (each + 1) > picture->height)
		each--;
	for (i = 0; i < TASK_LIMIT; i++)
		if (is_shown(&screen->tasks[i]) && picture->rows < picture->height)
			add_task(picture, &screen->tasks[i], each);
}

static void
show(const char *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t put = write(STDERR_FILENO, bytes + done, length - done);

		if (put < 0)
			return;
		done += (size_t)put;
	}
}

/* In the background the terminal is somebody else's. One that is stopped (^S)
 * takes nothing. */
static bool
may_draw(void)
{
	struct pollfd end = {.fd = STDERR_FILENO, .events = POLLOUT};
	pid_t group = tcgetpgrp(STDERR_FILENO);

	return (group < 0 || group == getpgrp()) && poll(&end, 1, 0) == 1 &&
	    (end.revents & POLLOUT) != 0;
}

/* Lets the window go away. After a stop it stays where it is: the shell wrote
 * behind it. */
static size_t
make_eraser(char bytes[ERASER_SIZE])
{
	size_t rows = screen->rows;
	bool moved = screen->moved != 0;

	screen->rows = 0;
	screen->moved = 0;
	if (rows == 0)
		return 0;
	if (moved)
		return (size_t)snprintf(bytes, ERASER_SIZE, "\n\r\033[J");
	if (rows == 1)
		return (size_t)snprintf(bytes, ERASER_SIZE, "\r\033[J");
	return (size_t)snprintf(bytes, ERASER_SIZE, "\033[%zuA\r\033[J", rows - 1);
}

static void
erase(void)
{
	char eraser[ERASER_SIZE];

	show(eraser, make_eraser(eraser));
}

/* Under the lock. */
static void
draw(void)
{
	struct picture picture = {.bytes = screen->picture};
	char eraser[ERASER_SIZE];
	struct iovec parts[2];

	screen->drawn = clock_seconds();
	if (!may_draw())
		return;
	measure_terminal(&picture);
	add_tasks(&picture);
	if (screen->rows > 0 && !screen->moved && picture.length == screen->drawn_length &&
	    memcmp(picture.bytes, screen->drawn_picture, picture.length) == 0)
		return;
	parts[0] = (struct iovec){eraser, make_eraser(eraser)};
	parts[1] = (struct iovec){picture.bytes, picture.length};
	/* with one call: a terminal that is slow does not show an empty window
	 * between them */
	(void)!writev(STDERR_FILENO, parts, 2);
	memcpy(screen->drawn_picture, picture.bytes, picture.length);
	screen->drawn_length = picture.length;
	screen->rows = picture.rows;
}

static void
set_text(char *to, const char *text)
{
	snprintf(to, TEXT_SIZE, "%s", text);
}

void
log_window_step(const char *step)
{
	struct task *task = find_task();

	if (task == NULL)
		return;
	lock_screen();
	set_text(task->step, step);
	task->part[0] = task->unfinished[0] = '\0';
	task->line_count = 0;
	task->begun = clock_seconds();
	draw();
	unlock_screen();
}

void
log_window_part(const char *part)
{
	struct task *task = find_task();

	if (task == NULL)
		return;
	lock_screen();
	if (task->step[0] == '\0' && task->part[0] == '\0')
		task->begun = clock_seconds();
	set_text(task->part, part);
	unlock_screen();
	log_window_tick();
}

void
log_window_line(const char *line)
{
	struct task *task = find_task();

	if (task == NULL)
		return;
	lock_screen();
	set_text(task->lines[task->line_count++ % LINE_COUNT], line);
	task->unfinished[0] = '\0';
	unlock_screen();
}

void
log_window_unfinished(const char *line)
{
	struct task *task = find_task();

	if (task == NULL)
		return;
	lock_screen();
	set_text(task->unfinished, line);
	unlock_screen();
}

void
log_window_tick(void)
{
	if (screen == NULL)
		return;
	lock_screen();
	if (clock_seconds() - screen->drawn >= OLD)
		draw();
	unlock_screen();
}

void
log_window_print(const char *lines)
{
	if (screen == NULL)
		return;
	lock_screen();
	erase();
	show(lines, strlen(lines));
	draw();
	unlock_screen();
}

void
log_window_clear(void)
{
	struct task *task = find_task();

	if (screen == NULL)
		return;
	lock_screen();
	erase();
	if (task != NULL)
		task->step[0] = task->part[0] = '\0';
	unlock_screen();
}
