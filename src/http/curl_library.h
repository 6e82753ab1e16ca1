#ifndef HTTP_CURL_LIBRARY_H
#define HTTP_CURL_LIBRARY_H

#include "base/error.h"

#include <curl/curl.h>

/*
 * libcurl, loaded when mote first sends a request. It needs thirty other
 * libraries; loading them at every start would make each start of mote six
 * times as slow. A static mote has libcurl linked in.
 */
struct curl_library {
	__typeof__(&curl_global_init) global_init;
	__typeof__(&curl_easy_init) easy_init;
	CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
	CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
	__typeof__(&curl_easy_perform) easy_perform;
	__typeof__(&curl_easy_reset) easy_reset;
	__typeof__(&curl_easy_cleanup) easy_cleanup;
	__typeof__(&curl_easy_strerror) easy_strerror;
	__typeof__(&curl_slist_append) slist_append;
	__typeof__(&curl_slist_free_all) slist_free_all;
	__typeof__(&curl_url) url;
	__typeof__(&curl_url_set) url_set;
	__typeof__(&curl_url_get) url_get;
	__typeof__(&curl_url_cleanup) url_cleanup;
	__typeof__(&curl_free) free;
	__typeof__(&curl_getdate) getdate;
};

/* Loads libcurl once for all threads, until mote ends. NULL with `err`: it is
 * not installed, or too old. */
const struct curl_library *curl_library_get(struct error *err) MUST_CHECK;

#endif
