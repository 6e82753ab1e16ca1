#include <string.h>
#include <sys/capability.h>

int
main(void)
{
	cap_t set = cap_from_text("cap_net_raw=ep");
	char *text = cap_to_text(set, NULL);

	return set == NULL || text == NULL || strcmp(text, "cap_net_raw=ep") != 0;
}
