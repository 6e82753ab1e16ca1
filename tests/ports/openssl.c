#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>

/* A server's side with a certificate of its own making. */
static SSL_CTX *
server(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();

	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, (const unsigned char *)"static", -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
	if (X509_set_pubkey(certificate, key) != 1 || X509_sign(certificate, key, EVP_sha256()) == 0 ||
	    SSL_CTX_use_certificate(context, certificate) != 1 || SSL_CTX_use_PrivateKey(context, key) != 1)
		return NULL;
	return context;
}

/* TLS 1.3 between two ends in memory, and a word over it. */
static int
speaks(SSL_CTX *server_context)
{
	SSL *ends[2] = {SSL_new(SSL_CTX_new(TLS_client_method())), SSL_new(server_context)};
	char text[8] = "";
	BIO *wires[2];
	int i;

	if (BIO_new_bio_pair(&wires[0], 0, &wires[1], 0) != 1)
		return 0;
	for (i = 0; i < 2; i++)
		SSL_set_bio(ends[i], wires[i], wires[i]);
	SSL_set_connect_state(ends[0]);
	SSL_set_accept_state(ends[1]);
	for (i = 0; i < 20 && (!SSL_is_init_finished(ends[0]) || !SSL_is_init_finished(ends[1])); i++)
		SSL_do_handshake(ends[i % 2]);
	return SSL_version(ends[0]) == TLS1_3_VERSION && SSL_write(ends[0], "static", 7) == 7 && SSL_read(ends[1], text, 7) == 7 &&
	    strcmp(text, "static") == 0;
}

int
main(void)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	SSL_CTX *context;

	if (EVP_Digest("abc", 3, digest, &length, EVP_sha256(), NULL) != 1 || length != 32 || digest[0] != 0xba || digest[31] != 0xad)
		return 1;
	context = server();
	return context == NULL || !speaks(context);
}
