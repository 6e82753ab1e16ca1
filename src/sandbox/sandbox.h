#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include "base/process.h"
#include "spec/spec.h"

/*
 * Runs one command in a sandbox. The rungs of the ladder, best first:
 *
 *	strict    bubblewrap: user, mount, pid, network, ipc, uts and cgroup namespaces of its own
 *	chroot    no namespaces, but mote is root: a root folder and a user of its own (chroot.h)
 *	landlock  no namespaces (blocked by the host): the kernel's file rules, and no sockets
 *	none      a plain process with a clean environment
 *
 * With ISOLATION_AUTO the first rung that this machine grants is used; when
 * that is not strict, one line gives the reason. When the user asked for a rung
 * by name and the machine does not grant it, that is ERROR_REFUSED.
 *
 *	sandbox_choose(wanted, own_root, &sandbox.rung, err); // once
 *	sandbox_path(arena, &sandbox, path);        // for every path in the command's arguments
 *	sandbox_run(arena, &sandbox, argv, &status, err);
 *
 * On the strict rung a command sees its binds; /usr and the links and folders
 * that lead into it, read-only; the few files of /etc that compilers need;
 * /proc and /dev, read-only except for binds in them; and nothing else of the
 * host. It is user 1000:1000 on host "mote", without the user's terminal and
 * without a capability, and it ends with mote. With a root of its own
 * (sandbox_root) it sees that one instead of the host's files. On the landlock
 * rung the
 * command may read the same files. It may write only the writable binds and a
 * few devices, has no capability, cannot change another process, cannot open a
 * socket (except with `network`), and, on a kernel that can refuse it, cannot
 * send a signal out of the sandbox. It can still change modes and times of the
 * user's own files, unless mote may make mounts (read_only_host.h).
 */
struct sandbox_bind {
	const char *from; /* on the host: absolute */
	const char *to; /* fixed path inside; on the lower rungs paths stay as on the host */
	bool writable;
};

enum { SANDBOX_BIND_LIMIT = 24 };

/* Places on the host, absolute and without links, that a command cannot read
 * although they lie below a bind's `from` or in a folder of the system. On the
 * strict rung `folder` or `file` is in their place. On the landlock rung only
 * names can be listed: the rules there only allow, so all else is allowed one
 * by one. The lowest rung hides nothing. */
struct sandbox_hidden {
	struct text_list paths;
	const char *folder, *file; /* on the host: an empty one, and one that nobody may read */
};

/*
 * What a command sees at "/" besides its binds. Each entry at the top of
 * `files` is shown read-only; an empty folder there is a place for files of the
 * command. With a layer, a command may make files and folders at "/", in such
 * empty folders and in /usr/local. They stay in the layer for the next command
 * that gets it, and the host's disk limits apply to them. Only the rungs strict
 * and chroot can show such a root, and chroot shows nothing else.
 *
 *	sandbox.root = (struct sandbox_root){files, layer};
 */
struct sandbox_root {
	const char *files; /* a folder on the host; NULL: the host's own (host_files.h) */
	const char *layer; /* a folder on the host, empty at first; NULL: nothing can be made */
};

struct limit_watch;
struct terminal;
struct sandbox {
	enum isolation rung; /* from sandbox_choose */
	struct sandbox_root root;
	struct sandbox_bind binds[SANDBOX_BIND_LIMIT];
	size_t bind_count;
	struct sandbox_hidden hidden;
	const char *folder; /* working folder, a path inside */
	const char *const *environment; /* complete, NULL-terminated */
	struct limit_watch *watch; /* of the stage that the command belongs to; NULL: no limits */
	/* IPv4 and IPv6, and files for resolving names; local sockets stay
	 * forbidden */
	bool network;
	/* receives the command's output (output.h); NULL: sandbox_run makes
	 * one */
	struct output *output;
	struct text
	    *capture; /* receives its stdout; initialised by the caller; NULL: `output` does */
	/* its standard streams, when the user works with it (terminal.h); NULL:
	 * `output` and `capture` */
	const struct terminal *terminal;
	bool lend_jobs; /* the command may use the jobserver of the make that called mote */
};

/* The rung that will be used: ISOLATION_STRICT, _CHROOT, _LANDLOCK or _NONE.
 * Decided once, before paths are laid out, by starting a process on it.
 * `own_root`: the sandbox will have a root of its own, and its writable binds
 * are on the file system of the root's layer; without, there is no chroot. */
int sandbox_choose(
    enum isolation wanted, bool own_root, enum isolation *ret_rung, struct error *err) MUST_CHECK;
/* "strict", "chroot", "landlock", "none" */
const char *sandbox_rung_name(enum isolation rung);

void sandbox_add_bind(struct sandbox *sandbox, const char *from, const char *to, bool writable);

/* The path inside of a host path that is below the `from` of a bind (the
 * longest one). */
const char *sandbox_path(struct arena *arena, const struct sandbox *sandbox, const char *host);

/* Runs the command. Its output goes into a pipe (process.h), its stdin is
 * empty, and its umask is 022. A status other than 0 is no error of this
 * function. */
int sandbox_run(struct arena *arena, const struct sandbox *sandbox, const char *const *arguments,
    int *ret_status, struct error *err) MUST_CHECK;

#endif
