#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* The only place of the version: the Makefile reads this line. */
#define MOTE_VERSION "0.1.0"

#endif
