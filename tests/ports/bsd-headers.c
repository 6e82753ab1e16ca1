/* tree.h and queue.h must compile without cdefs.h before them */
#include <sys/queue.h>

#include <sys/tree.h>

#include <sys/cdefs.h>

#include <stdio.h>
#include <string.h>

struct item {
	int number;
	TAILQ_ENTRY(item) next;
	SLIST_ENTRY(item) below;
	RB_ENTRY(item) place;
};

TAILQ_HEAD(line, item);
SLIST_HEAD(pile, item);
RB_HEAD(tree, item);

__BEGIN_DECLS
static int compare(const struct item *, const struct item *) __pure2;
__END_DECLS

static int
compare(const struct item *left, const struct item *right)
{
	return left->number - right->number;
}

RB_GENERATE_STATIC(tree, item, place, compare)

int
main(void)
{
	static struct item items[] = {{.number = 3}, {.number = 1}, {.number = 2}};
	struct line line = TAILQ_HEAD_INITIALIZER(line);
	struct pile pile = SLIST_HEAD_INITIALIZER(pile);
	struct tree tree = RB_INITIALIZER(&tree);
	struct item *item, wanted = {.number = 2};
	char words[32] = "";
	size_t i;

	for (i = 0; i < 3; i++) {
		TAILQ_INSERT_TAIL(&line, &items[i], next);
		SLIST_INSERT_HEAD(&pile, &items[i], below);
		RB_INSERT(tree, &tree, &items[i]);
	}
	TAILQ_FOREACH(item, &line, next)
	snprintf(words + strlen(words), sizeof(words) - strlen(words), "%d", item->number);
	SLIST_FOREACH(item, &pile, below)
	snprintf(words + strlen(words), sizeof(words) - strlen(words), "%d", item->number);
	RB_FOREACH(item, tree, &tree)
	snprintf(words + strlen(words), sizeof(words) - strlen(words), "%d", item->number);
	puts(words);
	return strcmp(words, "312213123") != 0 || RB_FIND(tree, &tree, &wanted) != &items[2];
}
