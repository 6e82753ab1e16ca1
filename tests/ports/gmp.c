#include <gmp.h>
#include <string.h>

int
main(void)
{
	mpz_t number;
	char text[64];

	mpz_init(number);
	mpz_ui_pow_ui(number, 2, 100);
	return strcmp(mpz_get_str(text, 10, number), "1267650600228229401496703205376") != 0;
}
