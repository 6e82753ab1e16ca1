#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/*
 * Time that has passed, for people and for the metadata file. It never reaches
 * an image.
 */

/* Seconds since some fixed moment, unaffected by anyone setting the clock. */
double clock_seconds(void);

#endif
