#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

int
main(void)
{
	static const char text[] = "<a><b/><b/></a>";
	xmlDocPtr document = xmlReadMemory(text, (int)strlen(text), "a.xml", NULL, 0);
	xmlXPathContextPtr context = xmlXPathNewContext(document);
	xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)"//b", context);

	return found == NULL || found->nodesetval->nodeNr != 2;
}
