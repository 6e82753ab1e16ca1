#include "spec/yaml_tree.h"

#include "base/text.h"

#include <string.h>
#include <yaml.h>

enum { DEPTH_LIMIT = 32, NODE_LIMIT = 10000 };

/* One open mapping or sequence. */
struct level {
	struct yaml_node *node, *last;
	const char *key; /* read, its value not yet */
};

struct reader {
	struct arena *arena;
	const struct yaml_source *source;
	yaml_parser_t parser;
	struct level levels[DEPTH_LIMIT];
	size_t depth, nodes, documents;
	struct yaml_node *root;
};

static void
scope_reader(struct reader *reader)
{
	yaml_parser_delete(&reader->parser);
}

static void
scope_event(yaml_event_t *event)
{
	yaml_event_delete(event);
}

const char *
yaml_kind_name(const struct yaml_node *node)
{
	if (node->kind == YAML_TEXT)
		return node->nothing ? "nothing" : "a text";
	return node->kind == YAML_LIST ? "a list" : "a map";
}

static unsigned
line_of(const yaml_event_t *event)
{
	return (unsigned)event->start_mark.line + 1;
}

static int
refuse(const struct reader *reader, const yaml_event_t *event, const char *why, struct error *err)
{
	return error_set(err, ERROR_USAGE, "%s:%u: %s", reader->source->name, line_of(event), why);
}

/* The bytes at a mark, which counts characters. */
static const char *
bytes_at(const struct yaml_source *source, const yaml_mark_t *mark)
{
	const char *at = source->bytes, *end = source->bytes + source->size;
	size_t left = mark->index;

	for (; at < end; at++) {
		bool begins = ((unsigned char)*at & 0xc0) != 0x80;

		if (begins && left-- == 0)
			break;
	}
	return at;
}

/* `sources: [*.c]`: to YAML, a "*" begins an alias, and no alias has a dot. */
static int
refuse_star(const struct reader *reader, struct error *err)
{
	const yaml_mark_t *mark = &reader->parser.context_mark;
	const char *at = bytes_at(reader->source, mark);
	size_t left = (size_t)(reader->source->bytes + reader->source->size - at), length = 0;

	while (length < left && strchr(" ,]}\t\r\n", at[length]) == NULL)
		length++;
	return error_set(err, ERROR_USAGE,
	    "%s:%zu: a text that begins with \"*\" needs quotes; write \"%.*s\"",
	    reader->source->name, mark->line + 1, (int)length, at);
}

/* libyaml knows where, and says what it was doing; the commonest slip gets
 * words of its own. */
static int
syntax_error(const struct reader *reader, struct error *err)
{
	const yaml_parser_t *parser = &reader->parser;
	size_t at = parser->problem_mark.index;
	const char *problem = parser->problem == NULL ? "it cannot be read" : parser->problem;

	if (parser->error == YAML_SCANNER_ERROR && at < reader->source->size &&
	    reader->source->bytes[at] == '\t')
		return error_set(err, ERROR_USAGE, "%s:%zu: a tab stands where YAML wants blanks",
		    reader->source->name, parser->problem_mark.line + 1);
	if (parser->error == YAML_SCANNER_ERROR && parser->context != NULL &&
	    strstr(parser->context, "alias") != NULL &&
	    parser->context_mark.index < reader->source->size)
		return refuse_star(reader, err);
	if (parser->error == YAML_READER_ERROR)
		return error_set(
		    err, ERROR_USAGE, "%s: not YAML: %s", reader->source->name, problem);
	return error_set(err, ERROR_USAGE, "%s:%zu: not YAML: %s", reader->source->name,
	    parser->problem_mark.line + 1, problem);
}

static int
check_bytes(const struct yaml_source *source, struct error *err)
{
	const char *zero = memchr(source->bytes, '\0', source->size);
	size_t line = 1, i;

	if (source->size >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0)
		return error_set(err, ERROR_USAGE,
		    "%s:1: it begins with a byte order mark; save it as plain UTF-8", source->name);
	for (i = 0; zero != NULL && source->bytes + i < zero; i++)
		line += source->bytes[i] == '\n';
	if (zero != NULL)
		return error_set(err, ERROR_USAGE, "%s:%zu: it has a NUL byte; it must be text",
		    source->name, line);
	if (!text_is_utf8(source->bytes, source->size))
		return error_set(
		    err, ERROR_USAGE, "%s: it is not UTF-8; save it as UTF-8", source->name);
	return 0;
}

static int
check_duplicate(const struct reader *reader, const struct level *level, const yaml_event_t *event,
    struct error *err)
{
	const struct yaml_node *child;

	for (child = level->node->children; child != NULL; child = child->next)
		if (strcmp(child->key, level->key) == 0)
			return error_set(err, ERROR_USAGE,
			    "%s:%u: the key \"%s\" stands already in line %u", reader->source->name,
			    line_of(event), level->key, child->line);
	return 0;
}

/* Hangs a new node where the reader stands. */
static int
add_node(
    struct reader *reader, const yaml_event_t *event, struct yaml_node *node, struct error *err)
{
	struct level *level = reader->depth == 0 ? NULL : &reader->levels[reader->depth - 1];

	if (++reader->nodes > NODE_LIMIT)
		return error_set(err, ERROR_USAGE, "%s:%u: more than %d values and keys",
		    reader->source->name, line_of(event), NODE_LIMIT);
	node->line = line_of(event);
	if (level == NULL) {
		reader->root = node;
		return 0;
	}
	if (level->node->kind == YAML_MAP && level->key == NULL) {
		if (node->kind != YAML_TEXT)
			return refuse(reader, event, "a key is a text, not a list or a map", err);
		level->key = node->text;
		return check_duplicate(reader, level, event, err);
	}
	node->key = level->key;
	level->key = NULL;
	if (level->last == NULL)
		level->node->children = node;
	else
		level->last->next = node;
	level->last = node;
	return 0;
}

static int
add_text(struct reader *reader, const yaml_event_t *event, struct error *err)
{
	struct yaml_node *node = arena_alloc(reader->arena, sizeof(*node));
	const char *text = (const char *)event->data.scalar.value;

	if (event->data.scalar.anchor != NULL)
		return refuse(reader, event, "anchors (\"&\") are not part of mote.yaml", err);
	if (event->data.scalar.tag != NULL)
		return refuse(reader, event, "tags (\"!\") are not part of mote.yaml", err);
	if (memchr(text, '\0', event->data.scalar.length) != NULL)
		return refuse(reader, event, "a text has a NUL byte", err);
	node->kind = YAML_TEXT;
	node->text = arena_copy(reader->arena, text, event->data.scalar.length);
	node->nothing = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	    (text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
	return add_node(reader, event, node, err);
}

static int
open_level(struct reader *reader, const yaml_event_t *event, struct error *err)
{
	struct yaml_node *node = arena_alloc(reader->arena, sizeof(*node));
	bool map = event->type == YAML_MAPPING_START_EVENT;
	const yaml_char_t *anchor =
	    map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
	const yaml_char_t *tag =
	    map ? event->data.mapping_start.tag : event->data.sequence_start.tag;

	if (anchor != NULL)
		return refuse(reader, event, "anchors (\"&\") are not part of mote.yaml", err);
	if (tag != NULL)
		return refuse(reader, event, "tags (\"!\") are not part of mote.yaml", err);
	if (reader->depth == DEPTH_LIMIT)
		return error_set(err, ERROR_USAGE, "%s:%u: more than %d levels",
		    reader->source->name, line_of(event), DEPTH_LIMIT);
	node->kind = map ? YAML_MAP : YAML_LIST;
	if (add_node(reader, event, node, err) != 0)
		return -1;
	reader->levels[reader->depth++] = (struct level){.node = node};
	return 0;
}

static int
open_document(struct reader *reader, const yaml_event_t *event, struct error *err)
{
	const yaml_tag_directive_t *first = event->data.document_start.tag_directives.start;

	if (++reader->documents > 1)
		return refuse(
		    reader, event, "a second document begins; mote.yaml is a single one", err);
	if (event->data.document_start.version_directive != NULL ||
	    first != event->data.document_start.tag_directives.end)
		return refuse(reader, event, "directives (\"%\") are not part of mote.yaml", err);
	return 0;
}

/* 1 at the end of the file, else 0 or -1. */
static int
take_event(struct reader *reader, const yaml_event_t *event, struct error *err)
{
	switch (event->type) {
	case YAML_STREAM_END_EVENT:
		return 1;
	case YAML_DOCUMENT_START_EVENT:
		return open_document(reader, event, err);
	case YAML_ALIAS_EVENT:
		return refuse(reader, event, "aliases (\"*\") are not part of mote.yaml", err);
	case YAML_SCALAR_EVENT:
		return add_text(reader, event, err);
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return open_level(reader, event, err);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		reader->depth--;
		return 0;
	default:
		return 0;
	}
}

int
yaml_tree_read(struct arena *arena, const struct yaml_source *source, struct yaml_node **ret_root,
    struct error *err)
{
	__attribute__((cleanup(scope_reader))) struct reader reader = {
	    .arena = arena, .source = source};
	int status = 0;

	if (check_bytes(source, err) != 0)
		return -1;
	if (!yaml_parser_initialize(&reader.parser))
		return error_set(
		    err, ERROR_FAILED, "%s: no memory is left to read it", source->name);
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &reader.parser, (const unsigned char *)source->bytes, source->size);
	while (status == 0) {
		__attribute__((cleanup(scope_event))) yaml_event_t event = {0};

		if (!yaml_parser_parse(&reader.parser, &event))
			return syntax_error(&reader, err);
		status = take_event(&reader, &event, err);
	}
	if (status < 0)
		return -1;
	*ret_root = reader.root;
	return 0;
}
