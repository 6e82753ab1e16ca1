#include <histedit.h>
#include <string.h>

int
main(void)
{
	History *list = history_init();
	HistEvent event;

	return list == NULL || history(list, &event, H_SETSIZE, 10) < 0 || history(list, &event, H_ENTER, "static") < 0 ||
	    history(list, &event, H_FIRST) < 0 || strcmp(event.str, "static") != 0;
}
