#include "spec/spec_value.h"

#include <string.h>

/* 9999-12-31T23:59:59Z */
static const int64_t latest = 253402300799;

/* A field of exactly `digits` digits within its bounds; moves `*at` behind it.
 * -1 when it is not there. */
static int
take_field(const char **at, int digits, int least, int most)
{
	int number = 0, i;

	for (i = 0; i < digits; i++) {
		if ((*at)[i] < '0' || (*at)[i] > '9')
			return -1;
		number = number * 10 + ((*at)[i] - '0');
	}
	*at += digits;
	return number < least || number > most ? -1 : number;
}

static bool
take_byte(const char **at, char upper, char lower)
{
	if (**at != upper && **at != lower)
		return false;
	++*at;
	return true;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		return 29;
	return days[month - 1];
}

/* Days from 1970-01-01 to a day of the Gregorian calendar, years counted from
 * March on. */
static int64_t
days_since_1970(int64_t year, int month, int day)
{
	int64_t era, year_of_era, day_of_year;

	year -= month <= 2;
	era = year / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	    day_of_year - 719468;
}

/* "Z" or "+01:00": seconds to subtract; false when neither is there. */
static bool
take_offset(const char **at, int64_t *ret_offset)
{
	int sign, hours, minutes;

	*ret_offset = 0;
	if (take_byte(at, 'Z', 'z'))
		return true;
	sign = **at == '-' ? -1 : 1;
	if (!take_byte(at, '+', '-'))
		return false;
	hours = take_field(at, 2, 0, 23);
	if (hours < 0 || !take_byte(at, ':', ':'))
		return false;
	minutes = take_field(at, 2, 0, 59);
	*ret_offset = sign * (hours * 3600 + minutes * 60);
	return minutes >= 0;
}

/* RFC 3339, "date-time". A leap second counts as the one before it, a fraction
 * is cut off. */
static bool
parse_rfc3339(const char *at, int64_t *ret_seconds)
{
	int year, month = -1, day = -1, hour = -1, minute = -1, second = -1;
	int64_t offset;

	year = take_field(&at, 4, 0, 9999);
	if (year >= 0 && take_byte(&at, '-', '-'))
		month = take_field(&at, 2, 1, 12);
	if (month >= 0 && take_byte(&at, '-', '-'))
		day = take_field(&at, 2, 1, days_in_month(year, month));
	if (day >= 0 && take_byte(&at, 'T', 't'))
		hour = take_field(&at, 2, 0, 23);
	if (hour >= 0 && take_byte(&at, ':', ':'))
		minute = take_field(&at, 2, 0, 59);
	if (minute >= 0 && take_byte(&at, ':', ':'))
		second = take_field(&at, 2, 0, 60);
	if (second < 0)
		return false;
	if (take_byte(&at, '.', '.')) {
		if (strspn(at, "0123456789") == 0)
			return false;
		at += strspn(at, "0123456789");
	}
	if (!take_offset(&at, &offset) || *at != '\0')
		return false;
	*ret_seconds = days_since_1970(year, month, day) * 86400 + (int64_t)hour * 3600 +
	    (int64_t)minute * 60 + (second == 60 ? 59 : second) - offset;
	return true;
}

int
value_time(const char *key, const char *text, int64_t *ret_seconds, struct error *err)
{
	uint64_t number;
	int64_t seconds;

	if (text_to_number(text, INT64_MAX, &number) == 0)
		seconds = (int64_t)number;
	else if (!parse_rfc3339(text, &seconds))
		return error_set(err, ERROR_USAGE,
		    "%s \"%s\" is no time; write seconds since 1970, or a date as "
		    "2024-02-29T12:00:00Z",
		    key, text);
	if (seconds < 0 || seconds > latest)
		return error_set(err, ERROR_USAGE,
		    "%s \"%s\" is before 1970 or behind the year 9999", key, text);
	*ret_seconds = seconds;
	return 0;
}
