#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/*
 * Elapsed time, for messages and for the metadata file. It never reaches an
 * image.
 */

/* Seconds since some fixed moment. Setting the system's clock does not change
 * it. */
double clock_seconds(void);

#endif
