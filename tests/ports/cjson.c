#include <cjson/cJSON.h>

int
main(void)
{
	cJSON *json = cJSON_Parse("{\"a\": [1, 2]}");

	return cJSON_GetArraySize(cJSON_GetObjectItem(json, "a")) != 2;
}
