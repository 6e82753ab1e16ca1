#include "base/template.h"

#include <string.h>

const struct template *
template_find(const char *name)
{
	const struct template *template;

	for (template = templates; template->name != NULL; template ++)
		if (strcmp(template->name, name) == 0)
			return template;
	return NULL;
}
