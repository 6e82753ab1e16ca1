#ifndef BASE_VERSION_H
#define BASE_VERSION_H

/* The one place that says it: the Makefile reads this line. */
#define MOTE_VERSION "0.1.0"

#endif
