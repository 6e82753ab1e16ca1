#ifndef HTTPD_SERVER_H
#define HTTPD_SERVER_H

#include "site.h"

/*
 * One thread, one epoll: accepts, reads requests, sends answers by sendfile. Ends when SIGTERM or SIGINT
 * comes: nobody new is let in, who is being served is served to the end, and idle ones are let go.
 */
struct server_options {
	int port; /* 0: any; the one that was taken is printed */
	struct site site;
	bool verbose; /* a line on stderr for every request */
};

/* The exit status of the program. */
int server_run(const struct server_options *options);

#endif
