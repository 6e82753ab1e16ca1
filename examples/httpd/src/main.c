#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: httpd [--port PORT] [--spa] [--verbose] [FOLDER]\n"
    "\n"
    "Serves the files below FOLDER (/srv/www) on PORT (8080).\n"
    "  --spa   paths that name no file are answered by /index.html, for a router in the browser\n";

int
main(int argc, char **argv)
{
	static const struct option flags[] = {{"port", required_argument, NULL, 'p'},
	    {"spa", no_argument, NULL, 's'}, {"verbose", no_argument, NULL, 'v'},
	    {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
	struct server_options options = {.port = 8080};
	const char *folder;
	char *end;
	int flag;

	while ((flag = getopt_long(argc, argv, "p:svh", flags, NULL)) != -1) {
		switch (flag) {
		case 'p':
			options.port = (int)strtol(optarg, &end, 10);
			if (*end != '\0' || options.port < 0 || options.port > 65535) {
				fprintf(stderr, "httpd: \"%s\" is no port\n", optarg);
				return 2;
			}
			break;
		case 's':
			options.site.spa = true;
			break;
		case 'v':
			options.verbose = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	folder = argv[optind] == NULL ? "/srv/www" : argv[optind];
	options.site.root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (options.site.root < 0) {
		fprintf(stderr, "httpd: cannot open \"%s\": %s\n", folder, strerror(errno));
		return 1;
	}
	return server_run(&options);
}
