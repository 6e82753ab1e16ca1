#include "response.h"

#include "mime.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *
reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 206:
		return "Partial Content";
	case 301:
		return "Moved Permanently";
	case 304:
		return "Not Modified";
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 408:
		return "Request Timeout";
	case 414:
		return "URI Too Long";
	case 416:
		return "Range Not Satisfiable";
	case 431:
		return "Request Header Fields Too Large";
	case 505:
		return "HTTP Version Not Supported";
	default:
		return "Internal Server Error";
	}
}

static void __attribute__((format(printf, 2, 3)))
add(struct response *response, const char *format, ...)
{
	size_t room = sizeof(response->head) - response->head_size;
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(response->head + response->head_size, room, format, arguments);
	va_end(arguments);
	if (length > 0 && (size_t)length < room)
		response->head_size += (size_t)length;
}

static void
begin(struct response *response, int status, bool keep_alive)
{
	response->status = status;
	response->keep_alive = keep_alive;
	response->head_size = 0;
	response->left = 0;
	response->fd = -1;
	add(response, "HTTP/1.1 %d %s\r\nConnection: %s\r\nX-Content-Type-Options: nosniff\r\n",
	    status, reason(status), keep_alive ? "keep-alive" : "close");
}

/* A short text as the whole body. */
static void
end_with_text(struct response *response, bool head_only)
{
	const char *text = reason(response->status);

	add(response, "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n\r\n",
	    strlen(text) + 1);
	if (!head_only)
		add(response, "%s\n", text);
}

void
response_error(struct response *response, int status)
{
	begin(response, status, false);
	end_with_text(response, false);
}

/* "/docs" -> "/docs/". The path is encoded again, as Location is a URI. */
static void
redirect(struct response *response, const struct request *request)
{
	const char *at;

	begin(response, 301, request->keep_alive);
	add(response, "Location: ");
	for (at = request->path; *at != '\0'; at++) {
		if (strchr("-._~/!$&'()*+,;=:@", *at) != NULL || (*at >= '0' && *at <= '9') ||
		    (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z'))
			add(response, "%c", *at);
		else
			add(response, "%%%02X", (unsigned char)*at);
	}
	add(response, "/%s%s\r\n", request->query == NULL ? "" : "?",
	    request->query == NULL ? "" : request->query);
	end_with_text(response, request->method == METHOD_HEAD);
}

static void
add_time(struct response *response, const char *name, time_t when)
{
	char text[64];
	struct tm parts;

	if (when <= 0 || gmtime_r(&when, &parts) == NULL)
		return;
	strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	add(response, "%s: %s\r\n", name, text);
}

static bool
is_unchanged(const struct request *request, const struct site_file *file)
{
	struct tm parts = {0};

	/* If-None-Match wins over If-Modified-Since (RFC 9110, 13.2.2) */
	if (request->if_none_match != NULL)
		return strcmp(request->if_none_match, "*") == 0 ||
		    strstr(request->if_none_match, file->tag) != NULL;
	if (request->if_modified_since == NULL || file->modified <= 0)
		return false;
	return strptime(request->if_modified_since, "%a, %d %b %Y %H:%M:%S GMT", &parts) != NULL &&
	    timegm(&parts) >= file->modified;
}

static void
add_validators(struct response *response, const struct site_file *file)
{
	add(response, "ETag: %s\r\n", file->tag);
	add_time(response, "Last-Modified", file->modified);
	if (file->negotiated)
		add(response, "Vary: Accept-Encoding\r\n");
}

static void
answer_file(struct response *response, const struct request *request, struct site_file *file)
{
	bool whole = request->if_range != NULL && strcmp(request->if_range, file->tag) != 0;
	uint64_t first = 0, last = file->size - 1;
	int status = request->method != METHOD_GET || whole
	    ? 200
	    : request_range(request->range, file->size, &first, &last);

	if (is_unchanged(request, file)) {
		begin(response, 304, request->keep_alive);
		add_validators(response, file);
		add(response, "\r\n");
		return;
	}
	begin(response, status, request->keep_alive);
	add_validators(response, file);
	if (status == 416) {
		add(response, "Content-Range: bytes */%llu\r\n", (unsigned long long)file->size);
		end_with_text(response, false);
		return;
	}
	add(response, "Accept-Ranges: bytes\r\nContent-Type: %s\r\n", mime_type(file->type_path));
	if (file->encoding != NULL)
		add(response, "Content-Encoding: %s\r\n", file->encoding);
	if (status == 206)
		add(response, "Content-Range: bytes %llu-%llu/%llu\r\n", (unsigned long long)first,
		    (unsigned long long)last, (unsigned long long)file->size);
	add(response, "Content-Length: %llu\r\n\r\n", (unsigned long long)(last - first + 1));
	if (request->method == METHOD_HEAD)
		return;
	response->at = first;
	response->left = last - first + 1;
	response->fd = file->fd;
	file->fd = -1;
}

/* The site's own 404.html when it has one. */
static void
not_found(struct response *response, const struct site *site, const struct request *request)
{
	int fd = openat(site->root, "404.html", O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);

	begin(response, 404, request->keep_alive);
	if (size < 0) {
		end_with_text(response, request->method == METHOD_HEAD);
	} else {
		add(response,
		    "Content-Type: text/html; charset=utf-8\r\nContent-Length: %llu\r\n\r\n",
		    (unsigned long long)size);
		response->at = 0;
		if (request->method != METHOD_HEAD) {
			response->left = (uint64_t)size;
			response->fd = fd;
			return;
		}
	}
	if (fd >= 0)
		close(fd);
}

void
response_make(struct response *response, const struct site *site, const struct request *request)
{
	struct site_file file = {.fd = -1};
	int status;

	if (request->method == METHOD_OTHER) {
		begin(response, 405, request->keep_alive);
		add(response, "Allow: GET, HEAD\r\n");
		end_with_text(response, false);
		return;
	}
	status = site_find(site, request, &file);
	if (status == 301) {
		redirect(response, request);
	} else if (status == 404) {
		not_found(response, site, request);
	} else if (status != 200) {
		begin(response, status, false);
		end_with_text(response, request->method == METHOD_HEAD);
	} else {
		answer_file(response, request, &file);
		if (file.fd >= 0)
			close(file.fd);
	}
}
