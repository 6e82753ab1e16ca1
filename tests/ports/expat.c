#include <expat.h>
#include <string.h>

static void
start(void *count, const char *name, const char **attributes)
{
	(void)name, (void)attributes;
	++*(int *)count;
}

int
main(void)
{
	static const char text[] = "<a><b/><b/></a>";
	XML_Parser parser = XML_ParserCreate(NULL);
	int count = 0;

	XML_SetUserData(parser, &count);
	XML_SetStartElementHandler(parser, start);
	return XML_Parse(parser, text, (int)strlen(text), 1) != XML_STATUS_OK || count != 3;
}
