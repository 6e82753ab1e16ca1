#!/bin/bash
# slow: it waits for processes
# Every write, sync, rename, link and new file fails once, the disk being full or broken: one error, the right status, the
# output of before or the new one whole, nothing left behind.
# not under static emulated: a static program heeds no LD_PRELOAD
# shellcheck disable=SC1091
. "$SRC/tests/cli/robust/_inputs.sh"
gcc -D_GNU_SOURCE -Wall -Wextra -Werror -shared -fPIC -O1 -o failing.so "$SRC/tests/support/failing_writes.c" -ldl || exit
python3 - <<'END'
import errno
import os

from _robust import TMP, build_cases, cases, litter

SHIM = os.path.abspath("failing.so")
for case in cases() + build_cases():
    # a whole build takes its time
    for number in (errno.ENOSPC,) if case.name == "build anew" else (errno.ENOSPC, errno.EIO):
        told = at = 0
        while True:
            at += 1
            if os.path.exists("mark"):
                os.unlink("mark")
            case.fresh()
            status, said = case.run(env={"LD_PRELOAD": SHIM, "FAIL_AT": str(at), "FAIL_MARK": "mark",
                                         "FAIL_ERRNO": str(number), "ASAN_OPTIONS": "verify_asan_link_order=0"})
            what = f"call {at} with {errno.errorcode[number]}"
            # what could not even be removed is left to the next run, and a stage alone has folders in folders
            new = case.check(what, cleaned=case.name != "build anew")
            if litter(case.home + "/now", TMP):
                case.run()
                case.check(what + ", and run again")
            if not os.path.exists("mark"):
                assert status == 0 and new and said == "", (case.name, what, status, said)
                break
            if status == 0:
                assert new, (case.name, what, "reported and not written")
                continue
            told += 1
            lines = said.splitlines()
            if status != 1 or len(lines) != 1 or not lines[0].startswith("mote: ") or os.strerror(number) not in said:
                print(case.name, what, status, said)
        print(f"{case.name}: {errno.errorcode[number]}: {'each failure told' if told >= 5 else (told, at)}")
END
