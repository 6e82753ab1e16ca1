#ifndef BASE_ATTRIBUTE_H
#define BASE_ATTRIBUTE_H

/*
 * The GNU attributes that mote uses, under names that say what they promise.
 */
#define PRINTF_LIKE(format_at, arguments_at) \
	__attribute__((format(printf, format_at, arguments_at)))
#define MUST_CHECK __attribute__((warn_unused_result))
#define RETURNS_NONNULL __attribute__((returns_nonnull))
#define UNUSED __attribute__((unused))

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#endif
