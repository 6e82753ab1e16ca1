#include "request.h"

#include <string.h>
#include <strings.h>

size_t
request_head_length(const char *bytes, size_t size)
{
	const char *end = memmem(bytes, size, "\r\n\r\n", 4);

	return end == NULL ? 0 : (size_t)(end - bytes) + 4;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undoes %XX. A NUL, a control character or half an escape is refused. */
static int
decode(const char *from, char *to, size_t size)
{
	size_t used = 0;

	for (; *from != '\0'; from++) {
		char c = *from;

		if (c == '%') {
			int high = hex_digit(from[1]), low = high < 0 ? -1 : hex_digit(from[2]);

			if (low < 0)
				return 400;
			c = (char)(high << 4 | low);
			from += 2;
		}
		if ((unsigned char)c < 0x20 || c == 0x7f)
			return 400;
		if (used + 1 >= size)
			return 414;
		to[used++] = c;
	}
	to[used] = '\0';
	return 0;
}

/* Drops empty and "." parts; ".." that would climb out is refused, not clipped: nobody honest sends it. */
static int
clean(char *path)
{
	char *in = path, *out = path;

	while (*in != '\0') {
		size_t length;

		in += strspn(in, "/");
		length = strcspn(in, "/");
		if (length == 2 && in[0] == '.' && in[1] == '.') {
			if (out == path)
				return 400;
			while (*--out != '/')
				continue;
		} else if (length > 0 && !(length == 1 && in[0] == '.')) {
			*out++ = '/';
			memmove(out, in, length);
			out += length;
		}
		in += length;
	}
	if (out == path)
		*out++ = '/';
	*out = '\0';
	return 0;
}

static int
parse_target(struct request *request, char *target)
{
	char *end = target + strcspn(target, "?#");
	size_t length;
	int status;

	if (target[0] != '/')
		return 400;
	if (*end == '?')
		request->query = end + 1;
	*end = '\0';
	status = decode(target, request->path, sizeof(request->path));
	if (status != 0)
		return status;
	length = strlen(request->path);
	request->path_is_folder = request->path[length - 1] == '/';
	return clean(request->path);
}

static int
parse_line(struct request *request, char *line)
{
	char *target = strchr(line, ' '), *version;

	if (target == NULL)
		return 400;
	*target++ = '\0';
	version = strchr(target, ' ');
	if (version == NULL)
		return 400;
	*version++ = '\0';
	if (strncmp(version, "HTTP/1.", 7) != 0 || strlen(version) != 8)
		return strncmp(version, "HTTP/", 5) == 0 ? 505 : 400;
	request->http_1_1 = version[7] != '0';
	request->keep_alive = request->http_1_1;
	request->method = strcmp(line, "GET") == 0 ? METHOD_GET
	    : strcmp(line, "HEAD") == 0            ? METHOD_HEAD
						   : METHOD_OTHER;
	return parse_target(request, target);
}

/* "0", "0.", "0.000": nothing but zeros in a weight. */
static bool
is_zero(const char *weight)
{
	return strspn(weight, "0.") == strcspn(weight, ",; \t");
}

/* Whether a list such as "gzip, br;q=0.5" has the coding, and not with q=0. */
static bool
list_has(const char *list, const char *coding)
{
	size_t length = strlen(coding);

	while (*list != '\0') {
		size_t item = strcspn(list, ",");
		const char *quality;

		if (strncasecmp(list, coding, length) == 0 &&
		    strchr(",; \t", list[length]) != NULL) {
			quality = memmem(list, item, "q=", 2);
			return quality == NULL || !is_zero(quality + 2);
		}
		list += item;
		list += strspn(list, ", \t");
	}
	return false;
}

static void
take_header(struct request *request, const char *name, const char *value)
{
	if (strcasecmp(name, "connection") == 0) {
		if (list_has(value, "close"))
			request->keep_alive = false;
		else if (list_has(value, "keep-alive"))
			request->keep_alive = true;
	} else if (strcasecmp(name, "accept-encoding") == 0) {
		request->accepts_gzip = list_has(value, "gzip");
		request->accepts_br = list_has(value, "br");
	} else if (strcasecmp(name, "range") == 0) {
		request->range = value;
	} else if (strcasecmp(name, "if-range") == 0) {
		request->if_range = value;
	} else if (strcasecmp(name, "if-none-match") == 0) {
		request->if_none_match = value;
	} else if (strcasecmp(name, "if-modified-since") == 0) {
		request->if_modified_since = value;
	} else if (strcasecmp(name, "transfer-encoding") == 0) {
		request->has_body = true;
	} else if (strcasecmp(name, "content-length") == 0) {
		request->has_body = request->has_body || strcmp(value, "0") != 0;
	}
}

static int
parse_header(struct request *request, char *line)
{
	char *colon = strchr(line, ':'), *value, *end;

	/* a folded line or a blank before the colon is a way to smuggle (RFC 9112, 5.1 and 5.2) */
	if (colon == NULL || colon == line || strcspn(line, " \t") < (size_t)(colon - line))
		return 400;
	*colon = '\0';
	value = colon + 1 + strspn(colon + 1, " \t");
	end = value + strlen(value);
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	take_header(request, line, value);
	return 0;
}

int
request_parse(struct request *request, char *head, size_t length)
{
	char *line = head, *end;
	int status = 0;

	memset(request, 0, sizeof(*request));
	if (memchr(head, '\0', length) != NULL)
		return 400;
	head[length - 2] = '\0';
	end = strstr(line, "\r\n");
	if (end == NULL)
		return 400;
	*end = '\0';
	status = parse_line(request, line);
	for (line = end + 2; status == 0 && *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		if (end == NULL)
			return 400;
		*end = '\0';
		status = parse_header(request, line);
	}
	return status;
}

/* Digits only; the largest number there is when they do not fit. NULL when there is none. */
static const char *
parse_number(const char *text, uint64_t *number)
{
	if (*text < '0' || *text > '9')
		return NULL;
	for (*number = 0; *text >= '0' && *text <= '9'; text++)
		if (__builtin_mul_overflow(*number, 10, number) ||
		    __builtin_add_overflow(*number, (uint64_t)(*text - '0'), number))
			*number = UINT64_MAX / 10;
	return text;
}

int
request_range(const char *range, uint64_t size, uint64_t *first, uint64_t *last)
{
	uint64_t from, to = UINT64_MAX;

	if (range == NULL || strncmp(range, "bytes=", 6) != 0)
		return 200;
	range += 6;
	if (*range == '-') {
		range = parse_number(range + 1, &from);
		if (range == NULL || *range != '\0')
			return 200;
		if (from == 0 || size == 0)
			return 416;
		*first = from > size ? 0 : size - from;
		*last = size - 1;
		return 206;
	}
	range = parse_number(range, &from);
	if (range == NULL || *range++ != '-')
		return 200;
	if (*range != '\0') {
		range = parse_number(range, &to);
		if (range == NULL || *range != '\0' || to < from)
			return 200;
	}
	if (from >= size)
		return 416;
	*first = from;
	*last = to >= size ? size - 1 : to;
	return 206;
}
