#include <curses.h>
#include <stdio.h>
#include <term.h>

int
main(void)
{
	int error;

	/* without a file of terminfo: it is inside */
	return setupterm("xterm-256color", fileno(stdout), &error) != OK || error != 1 || tigetnum("colors") != 256;
}
