#include "http/curl_library.h"
#include "http/http.h"

#include <string.h>
#include <strings.h>

char *
http_escape(struct arena *arena, const char *text)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
	struct text escaped;

	text_init(&escaped, arena);
	for (; *text != '\0'; text++)
		if (strchr(plain, *text) != NULL)
			text_append(&escaped, text, 1);
		else
			text_printf(&escaped, "%%%02X", (unsigned char)*text);
	return arena_strdup(arena, text_string(&escaped));
}

char *
http_resolve(struct arena *arena, const char *base, const char *location, struct error *err)
{
	const struct curl_library *curl = curl_library_get(err);
	CURLU *url = curl == NULL ? NULL : curl->url();
	char *whole = NULL, *resolved = NULL;

	if (curl == NULL)
		return NULL;
	if (url != NULL && curl->url_set(url, CURLUPART_URL, base, 0) == CURLUE_OK &&
	    curl->url_set(url, CURLUPART_URL, location, 0) == CURLUE_OK &&
	    curl->url_get(url, CURLUPART_URL, &whole, 0) == CURLUE_OK)
		resolved = arena_strdup(arena, whole);
	curl->free(whole);
	curl->url_cleanup(url);
	if (resolved != NULL &&
	    (text_starts_with(resolved, "http://") || text_starts_with(resolved, "https://")))
		return resolved;
	error_set(err, ERROR_FAILED,
	    "%.*s: the answer leads to \"%s\", which is no address of HTTP",
	    (int)strcspn(base, "?"), base, location);
	return NULL;
}

/* A part of the URL that is not there is NULL. */
static const char *
take_part(struct arena *arena, CURLU *url, CURLUPart part)
{
	struct error ignored;
	const struct curl_library *curl = curl_library_get(&ignored);
	char *value = NULL;
	const char *copy = NULL;

	if (curl != NULL && curl->url_get(url, part, &value, CURLU_URLDECODE) == CURLUE_OK)
		copy = arena_strdup(arena, value);
	if (curl != NULL)
		curl->free(value);
	return copy;
}

char *
http_without_login(struct arena *arena, const char *url, const char **ret_login, struct error *err)
{
	const struct curl_library *curl = curl_library_get(err);
	CURLU *parsed = curl == NULL ? NULL : curl->url();
	const char *user = NULL, *password = NULL;
	char *whole = NULL, *bare = NULL;

	if (curl == NULL)
		return NULL;
	if (parsed != NULL && curl->url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK) {
		user = take_part(arena, parsed, CURLUPART_USER);
		password = take_part(arena, parsed, CURLUPART_PASSWORD);
		curl->url_set(parsed, CURLUPART_USER, NULL, 0);
		curl->url_set(parsed, CURLUPART_PASSWORD, NULL, 0);
		if (curl->url_get(parsed, CURLUPART_URL, &whole, 0) == CURLUE_OK)
			bare = arena_strdup(arena, whole);
	}
	curl->free(whole);
	curl->url_cleanup(parsed);
	if (bare == NULL) {
		error_set(err, ERROR_FAILED, "\"%s\" is no address of HTTP",
		    strchr(url, '@') == NULL ? url : "the address with a user in it");
		return NULL;
	}
	*ret_login = user == NULL && password == NULL
	    ? NULL
	    : arena_printf(
		  arena, "%s:%s", user == NULL ? "" : user, password == NULL ? "" : password);
	return bare;
}

char *
http_hide_login(struct arena *arena, const char *place)
{
	const char *scheme = strstr(place, "://");
	const char *host = scheme == NULL ? place : scheme + 3, *end, *at;

	if (scheme == NULL)
		return arena_strdup(arena, place);
	end = host + strcspn(host, "/?#");
	for (at = end; at > host && at[-1] != '@'; at--)
		;
	return arena_printf(arena, "%.*s%s", (int)(host - place), place, at > host ? at : host);
}

/* "https://host:443", the port always there; "" of what is no URL. */
static void
take_origin(const struct curl_library *curl, const char *text, struct text *origin)
{
	static const CURLUPart parts[] = {CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT};
	CURLU *url = curl->url();
	size_t i;

	if (url != NULL && curl->url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK)
		for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			char *part = NULL;

			if (curl->url_get(url, parts[i], &part, CURLU_DEFAULT_PORT) == CURLUE_OK)
				text_printf(origin, "%s ", part);
			curl->free(part);
		}
	curl->url_cleanup(url);
}

bool
http_same_origin(const char *left, const char *right)
{
	struct error ignored;
	const struct curl_library *curl = curl_library_get(&ignored);
	struct arena arena = {0};
	struct text one, other;
	bool same = false;

	text_init(&one, &arena);
	text_init(&other, &arena);
	if (curl != NULL) {
		take_origin(curl, left, &one);
		take_origin(curl, right, &other);
		same = one.length > 0 && strcasecmp(text_string(&one), text_string(&other)) == 0;
	}
	arena_release(&arena);
	return same;
}

const char *
http_host(struct arena *arena, const char *url)
{
	struct error ignored;
	const struct curl_library *curl = curl_library_get(&ignored);
	struct text origin;
	char *host, *port;

	text_init(&origin, arena);
	if (curl != NULL)
		take_origin(curl, url, &origin);
	/* take_origin wrote "scheme host port " */
	host = strchr(arena_strdup(arena, text_string(&origin)), ' ');
	if (host == NULL || (port = strchr(host + 1, ' ')) == NULL)
		return "";
	*port = ':';
	host[strlen(host) - 1] = '\0';
	return host + 1;
}

/* Whether the parameters of this link contain rel="next". */
static bool
is_next(const char *parameters, size_t length)
{
	static const char *const forms[] = {"rel=\"next\"", "rel=next"};
	size_t i, at;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		for (at = 0; at + strlen(forms[i]) <= length; at++)
			if (strncasecmp(parameters + at, forms[i], strlen(forms[i])) == 0)
				return true;
	return false;
}

const char *
http_link_next(struct arena *arena, const char *value)
{
	const char *begin, *end;

	while ((begin = strchr(value, '<')) != NULL && (end = strchr(begin, '>')) != NULL) {
		size_t length = strcspn(end, "<");

		if (is_next(end, length))
			return arena_copy(arena, begin + 1, (size_t)(end - begin - 1));
		value = end + length;
	}
	return NULL;
}
