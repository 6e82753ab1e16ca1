#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <string.h>

/* The code that protoc would write of: message Note { required string text = 1; required sint32 number = 2; } */
struct note {
	ProtobufCMessage base;
	char *text;
	int32_t number;
};

static const ProtobufCFieldDescriptor fields[] = {
    {"text", 1, PROTOBUF_C_LABEL_REQUIRED, PROTOBUF_C_TYPE_STRING, 0, offsetof(struct note, text),
	NULL, NULL, 0, 0, NULL, NULL},
    {"number", 2, PROTOBUF_C_LABEL_REQUIRED, PROTOBUF_C_TYPE_SINT32, 0,
	offsetof(struct note, number), NULL, NULL, 0, 0, NULL, NULL},
};
static const unsigned by_name[] = {1, 0};
static const ProtobufCIntRange ranges[] = {{1, 0}, {0, 2}};
static const ProtobufCMessageDescriptor descriptor = {PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC, "Note",
    "Note", "Note", "", sizeof(struct note), 2, fields, by_name, 1, ranges, NULL, NULL, NULL, NULL};

int
main(void)
{
	struct note note = {PROTOBUF_C_MESSAGE_INIT(&descriptor), (char[]){"static"}, -42}, *back;
	uint8_t packed[64];
	size_t length = protobuf_c_message_pack(&note.base, packed);

	if (length != 10 || memcmp(packed, "\n\6static\x10\x53", length) != 0)
		return 1;
	back = (struct note *)protobuf_c_message_unpack(&descriptor, NULL, length, packed);
	if (back == NULL || strcmp(back->text, "static") != 0 || back->number != -42)
		return 1;
	protobuf_c_message_free_unpacked(&back->base, NULL);
	return 0;
}
