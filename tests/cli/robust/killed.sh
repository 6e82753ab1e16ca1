#!/bin/bash
# slow: it waits for processes
# 200 times mote is killed at some moment, the same in each run of this test: what was there or the new image is whole, and
# the next run removes what the killed one left, there and in TMPDIR.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
# shellcheck disable=SC1091
. "$SRC/tests/cli/robust/_inputs.sh"
mkdir project
for one in a b; do echo "int main(void) { return '$one'; }" >project/$one.c; done
python3 - <<'END'
import ctypes
import os
import random
import subprocess
import time

from _robust import LITTER, TMP, Case, cases

KILLS = 200
chosen = cases() + [
    Case("build to a layout", ["build", "-q", "-o", "oci:OUT:b", "project/b.c"],
         before=["build", "-q", "-o", "oci:OUT:a", "project/a.c"],
         environment={"MOTE_CACHE_DIR": os.path.abspath("case-build-to-a-layout/now/cache")}),
]
generator = random.Random(20261123)


def duration(case):
    times = []
    for _ in range(3):
        case.fresh()
        start = time.monotonic()
        case.run()
        times.append(time.monotonic() - start)
    return min(times)


def kill_at(case, seconds):
    """False: it was done before."""
    case.fresh()
    process = subprocess.Popen(["mote", *case.arguments()], env={**os.environ, **case.environment},
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.kill()
    return process.wait() == -9


def wait_for_orphans():
    """What a killed mote started ends soon: its processes become children of this one."""
    for _ in range(500):
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.02)
        except ChildProcessError:
            return
    raise SystemExit("a process of a killed mote does not end")


PR_SET_CHILD_SUBREAPER = 36
assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
kills = old = new = left = 0
lengths = [duration(case) for case in chosen]
for number in range(KILLS * 20):
    if kills == KILLS:
        break
    which = number % len(chosen)
    case = chosen[which]
    if not kill_at(case, generator.random() * lengths[which]):
        continue
    kills += 1
    what = f"kill {kills}"
    if case.check(what, cleaned=False):
        new += 1
    else:
        old += 1
    left += any(LITTER.search(name) for name in os.listdir(TMP))
    # what the killed one started goes with it, in its own time
    for attempt in range(100):
        status, said = case.run()
        if status != 0 or said != "":
            raise SystemExit(f"{case.name}: {what}: the next run: {status} {said}")
        if not any(LITTER.search(name) for name in os.listdir(TMP)):
            break
        time.sleep(0.02)
    assert case.check(what + ", the next run"), (case.name, what)
wait_for_orphans()
print(f"{kills} killed; {'some' if left else 'none'} left work behind; all outputs whole")
END
