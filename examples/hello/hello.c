#include <stdio.h>

int
main(void)
{
	puts("hello from an image of one file");
	return 0;
}
