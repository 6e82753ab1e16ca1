#include <curl/curl.h>
#include <string.h>

int
main(void)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
	CURL *easy = curl_easy_init();

	curl_easy_setopt(easy, CURLOPT_URL, "file:///proc/self/cmdline");
	return easy == NULL || (info->features & (CURL_VERSION_SSL | CURL_VERSION_HTTP2 | CURL_VERSION_LIBZ)) !=
		(CURL_VERSION_SSL | CURL_VERSION_HTTP2 | CURL_VERSION_LIBZ) ||
	    strncmp(info->ssl_version, "OpenSSL/", 8) != 0 || curl_easy_perform(easy) != CURLE_OK;
}
