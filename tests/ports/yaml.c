#include <string.h>
#include <yaml.h>

int
main(void)
{
	static const unsigned char text[] = "a: [1, 2]";
	yaml_parser_t parser;
	yaml_document_t document;

	yaml_parser_initialize(&parser);
	yaml_parser_set_input_string(&parser, text, sizeof(text) - 1);
	return !yaml_parser_load(&parser, &document) || yaml_document_get_root_node(&document)->type != YAML_MAPPING_NODE;
}
