#include "http/retry.h"

#include "base/log.h"
#include "base/stop_signal.h"
#include "http/curl_library.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

enum { TRIES = 5, FIRST_DELAY = 1, LONGEST_DELAY = 60, LOOK_EVERY = 100 /* milliseconds */ };

/* Seconds that somebody who looks on wonders about. */
#define WORTH_A_NOTE 0.5

struct retry
retry_new(const struct registry_access *access)
{
	struct retry retry = {TRIES, FIRST_DELAY};

	if (access == NULL)
		return retry;
	if (access->has_retries)
		retry.left = access->retries;
	if (access->retry_delay > 0)
		retry.delay = access->retry_delay;
	return retry;
}

bool
retry_is_worth(const struct http_response *response)
{
	switch (response->status) {
	case 0:
	case 200:
	case 201:
	case 202:
	case 204:
	case 206:
		return response->transient;
	case 408:
	case 425:
	case 429:
	case 500:
	case 502:
	case 503:
	case 504:
		return true;
	default:
		return false;
	}
}

/* Between one half and the whole, so that those who were turned away together
 * do not come back together. */
static double
jitter(double seconds)
{
	uint16_t random = 0;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) < 0)
		return seconds;
	return seconds * (0.5 + (double)random / (2.0 * UINT16_MAX));
}

/* Retry-After: seconds, or a date. Negative: it says neither. */
static double
asked_delay(const char *text)
{
	struct error ignored;
	const struct curl_library *curl = curl_library_get(&ignored);
	struct timespec now;
	uint64_t seconds;
	time_t date;

	if (text == NULL || curl == NULL)
		return -1;
	if (text_to_number(text, LONGEST_DELAY, &seconds) == 0)
		return (double)seconds;
	if (text[0] >= '0' && text[0] <= '9')
		return LONGEST_DELAY;
	date = curl->getdate(text, NULL);
	if (date < 0 || clock_gettime(CLOCK_REALTIME, &now) != 0)
		return -1;
	if (date <= now.tv_sec)
		return 0;
	return date - now.tv_sec > LONGEST_DELAY ? LONGEST_DELAY : (double)(date - now.tv_sec);
}

/* Looks for signals in between. */
static void
sleep_for(double seconds)
{
	long left = (long)(seconds * 1000);

	for (; left > 0 && stop_signal() == 0; left -= LOOK_EVERY) {
		long part = left < LOOK_EVERY ? left : LOOK_EVERY;
		const struct timespec moment = {0, part * 1000000L};

		nanosleep(&moment, NULL);
	}
}

static void
say(const struct http_response *response, const char *why, double delay)
{
	char answer[32];

	if (response->status >= 300) {
		snprintf(answer, sizeof(answer), "the answer is %d", response->status);
		why = answer;
	}
	if (delay >= WORTH_A_NOTE)
		log_note("%s; once more in %.1f s", why, delay);
	else
		log_detail("%s; once more in %.2f s", why, delay);
}

double
retry_next_delay(struct retry *retry, const struct http_response *response)
{
	double asked = asked_delay(response->retry_after), delay;

	if (!retry_is_worth(response) || retry->left == 0)
		return -1;
	delay = asked >= 0 ? asked : jitter(retry->delay);
	retry->left--;
	retry->delay = retry->delay * 2 > LONGEST_DELAY ? LONGEST_DELAY : retry->delay * 2;
	return delay;
}

int
retry_wait(
    struct retry *retry, const struct http_response *response, const char *why, struct error *err)
{
	double delay = retry_next_delay(retry, response);

	if (delay < 0)
		return 0;
	say(response, why, delay);
	sleep_for(delay);
	return error_if_stopped(err) == 0 ? 1 : -1;
}
