#include "builder/stage_rung.h"

#include "base/scope.h"
#include "builder/stage_root.h"
#include "sandbox/sandbox.h"

#include <fcntl.h>
#include <sys/file.h>

enum isolation
stage_rung_likely(const struct stage_request *request)
{
	enum isolation wanted = request->spec->build.isolation;

	if (*request->rung != ISOLATION_DEFAULT)
		return *request->rung;
	return wanted == ISOLATION_DEFAULT || wanted == ISOLATION_AUTO ? ISOLATION_STRICT : wanted;
}

/* The chroot rung moves writable folders into the stage. That of a wrapper
 * belongs to other builds too. */
static bool
may_be_chroot(const struct spec *spec)
{
	return stage_root_is_wanted(spec) &&
	    (spec->build.wrapper == WRAPPER_DEFAULT || spec->build.wrapper == WRAPPER_NONE);
}

int
stage_rung_choose(const struct stage_request *request, struct error *err)
{
	SCOPED(fd)
	int lock = request->rung_lock == NULL
	    ? -1
	    : open(request->rung_lock, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	/* without the lock, several may try them and say so */
	if (lock >= 0)
		(void)!flock(lock, LOCK_EX);
	return *request->rung != ISOLATION_DEFAULT
	    ? 0
	    : sandbox_choose(
		  request->spec->build.isolation, may_be_chroot(request->spec), request->rung, err);
}
