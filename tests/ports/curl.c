#include <arpa/inet.h>
#include <curl/curl.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char body[64];

/* A certificate that signs itself, for the host static.example; its text is what a client trusts. */
static SSL_CTX *
identity(BIO *text)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(
	    name, "CN", MBSTRING_ASC, (const unsigned char *)"static.example", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	if (X509_set_pubkey(certificate, key) != 1 ||
	    X509_sign(certificate, key, EVP_sha256()) == 0 ||
	    SSL_CTX_use_certificate(context, certificate) != 1 ||
	    SSL_CTX_use_PrivateKey(context, key) != 1 || PEM_write_bio_X509(text, certificate) != 1)
		return NULL;
	return context;
}

/* Answers the first that asks with the path that it asks for; those who only shake hands, or do not even, are none. */
static void
serve(int listener, SSL_CTX *context)
{
	char request[2048], path[32] = "", answer[256];

	alarm(60);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		SSL *client = SSL_new(context);
		int length;

		SSL_set_fd(client, accept(listener, NULL, NULL));
		if (SSL_accept(client) != 1 ||
		    (length = SSL_read(client, request, sizeof(request) - 1)) <= 0) {
			SSL_free(client);
			continue;
		}
		request[length] = '\0';
		sscanf(request, "GET %31s", path);
		snprintf(answer, sizeof(answer),
		    "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
		    strlen(path), path);
		SSL_write(client, answer, (int)strlen(answer));
		SSL_shutdown(client);
		_exit(0);
	}
}

static size_t
keep(char *bytes, size_t size, size_t count, void *context)
{
	size_t length = strlen(body);

	(void)context;
	if (size * count >= sizeof(body) - length)
		return 0;
	memcpy(body + length, bytes, size * count);
	return count;
}

/* A server that is not trusted is not asked; one that is, is. */
static CURLcode
gets(unsigned port, BIO *trusted)
{
	CURL *easy = curl_easy_init();
	struct curl_blob certificate = {.flags = CURL_BLOB_COPY};
	struct curl_slist *host;
	char url[64], address[64];
	CURLcode result;

	snprintf(url, sizeof(url), "https://static.example:%u/static", port);
	snprintf(address, sizeof(address), "static.example:%u:127.0.0.1", port);
	host = curl_slist_append(NULL, address);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_RESOLVE, host);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, 30L);
	if (trusted != NULL) {
		certificate.len = (size_t)BIO_get_mem_data(trusted, (char **)&certificate.data);
		curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &certificate);
	}
	result = curl_easy_perform(easy);
	curl_easy_cleanup(easy);
	curl_slist_free_all(host);
	return result;
}

int
main(void)
{
	const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
	const int wanted = CURL_VERSION_SSL | CURL_VERSION_HTTP2 | CURL_VERSION_LIBZ;
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	BIO *text = BIO_new(BIO_s_mem());
	SSL_CTX *context = identity(text);

	if ((info->features & wanted) != wanted || strncmp(info->ssl_version, "OpenSSL/", 8) != 0 ||
	    context == NULL || bind(listener, (struct sockaddr *)&address, length) != 0 ||
	    listen(listener, 2) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &length) != 0)
		return 1;
	if (fork() == 0)
		serve(listener, context);
	if (gets(ntohs(address.sin_port), NULL) == CURLE_OK || body[0] != '\0') {
		fprintf(stderr, "a stranger is believed\n");
		return 1;
	}
	return gets(ntohs(address.sin_port), text) != CURLE_OK || strcmp(body, "/static") != 0;
}
