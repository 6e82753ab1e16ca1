#include "http/curl_library.h"

#include <pthread.h>
#include <stddef.h>

/* The first version that has all options that http.c sets. */
enum { OLDEST_VERSION = 0x075500 };

#undef curl_easy_setopt
#undef curl_easy_getinfo

#ifdef __GLIBC__

#include <dlfcn.h>

#define ROW(member) {"curl_" #member, offsetof(struct curl_library, member)}

static const struct {
	const char *name;
	size_t offset;
} rows[] = {
    ROW(global_init),
    ROW(easy_init),
    ROW(easy_setopt),
    ROW(easy_getinfo),
    ROW(easy_perform),
    ROW(easy_reset),
    ROW(easy_cleanup),
    ROW(easy_strerror),
    ROW(slist_append),
    ROW(slist_free_all),
    ROW(url),
    ROW(url_set),
    ROW(url_get),
    ROW(url_cleanup),
    ROW(free),
    ROW(getdate),
};

static int
load(struct curl_library *library, struct error *err)
{
	void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
	curl_version_info_data *(*version_info)(CURLversion);
	size_t i;

	if (handle == NULL)
		return error_set(err, ERROR_FAILED,
		    "registries are spoken to through libcurl, which cannot be loaded: %s; install the package libcurl4",
		    dlerror());
	*(void **)&version_info = dlsym(handle, "curl_version_info");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		void *symbol = dlsym(handle, rows[i].name);

		if (symbol == NULL)
			version_info = NULL;
		*(void **)((char *)library + rows[i].offset) = symbol;
	}
	if (version_info == NULL || version_info(CURLVERSION_NOW)->version_num < OLDEST_VERSION)
		return error_set(err, ERROR_FAILED,
		    "the libcurl of this machine is older than 7.85; install a newer one, or use the static mote");
	return 0;
}

#else

static int
load(struct curl_library *library, struct error *err UNUSED)
{
	*library = (struct curl_library){curl_global_init, curl_easy_init, curl_easy_setopt,
	    curl_easy_getinfo, curl_easy_perform, curl_easy_reset, curl_easy_cleanup,
	    curl_easy_strerror, curl_slist_append, curl_slist_free_all, curl_url, curl_url_set,
	    curl_url_get, curl_url_cleanup, curl_free, curl_getdate};
	return 0;
}

#endif

/* Loaded once; what happened then happens again to who asks later. */
static struct {
	pthread_once_t once;
	struct curl_library library;
	struct error failure;
} state = {.once = PTHREAD_ONCE_INIT};

static void
load_once(void)
{
	if (load(&state.library, &state.failure) == 0 &&
	    state.library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		error_fill(&state.failure, ERROR_FAILED, "libcurl does not start");
}

const struct curl_library *
curl_library_get(struct error *err)
{
	pthread_once(&state.once, load_once);
	if (state.failure.kind != ERROR_NONE) {
		*err = state.failure;
		return NULL;
	}
	return &state.library;
}
