#include <json-c/json.h>

int
main(void)
{
	struct json_object *list, *json = json_tokener_parse("{\"a\": [1, 2]}");

	return !json_object_object_get_ex(json, "a", &list) || json_object_array_length(list) != 2;
}
