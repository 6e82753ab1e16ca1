#include <jansson.h>

int
main(void)
{
	json_t *json = json_loads("{\"a\": [1, 2]}", 0, NULL);

	return json_array_size(json_object_get(json, "a")) != 2;
}
