#ifndef HTTPD_MIME_H
#define HTTPD_MIME_H

/* The media type of a path by its ending; "application/octet-stream" when it says nothing. */
const char *mime_type(const char *path);

#endif
