#!/bin/bash
# slow: it waits for processes
# What can happen to a run from outside: each row has a status, one error or none, and an output that is whole.
# not under sanitize valgrind emulated: it limits the address space, and ASan, valgrind and qemu need more of it
# shellcheck disable=SC1091
. "$SRC/tests/cli/robust/_inputs.sh"
head -c 1000000 /dev/urandom >random
python3 - <<'END'
import os
import re
import resource
import signal
import subprocess
import time

from _robust import Case, litter

PACK = ["pack", "-q", "-o", "oci:OUT:b", "--file", "random:/random", "app"]
OTHER = ["pack", "-q", "-o", "oci:OUT:a", "other"]
ARCHIVE = ["pack", "-q", "-o", "archive:OUT", "--file", "random:/random", "app"]
OTHER_ARCHIVE = ["pack", "-q", "-o", "archive:OUT", "other"]
layout = Case("pack to a layout", PACK, before=OTHER)
archive = Case("pack to an archive", ARCHIVE, before=OTHER_ARCHIVE, scheme="archive")
copy = Case("copy to a layout", ["copy", "-q", "oci:source:b", "oci:OUT:b"], before=["copy", "-q", "oci:source:a", "oci:OUT:a"])


def limit(what, soft):
    return lambda: resource.setrlimit(what, (soft, soft))


def close(fd):
    return lambda: os.close(fd)


def row(case, name, **how):
    case.fresh()
    status, said = case.run(**how)
    new = case.check(name)
    said = re.sub(r'"[^"]*mote-[^"]*"', "HIDDEN", re.sub("linux/[a-z0-9/]+", "PLATFORM", said)).strip()
    print(f"{case.name}, {name}: {status}, {'new' if new else 'old'}{': ' if said else ''}{said}")


FULL = open("/dev/full", "w")
READER, CLOSED = os.pipe()
os.close(READER)
for case in (layout, archive, copy):
    row(case, "stdin closed", preexec_fn=close(0))
    row(case, "stdout closed", preexec_fn=close(1))
    row(case, "stdout full", stdout=FULL)
    row(case, "nobody reads", stdout=CLOSED)
    row(case, "files of 100 bytes", preexec_fn=limit(resource.RLIMIT_FSIZE, 100))
    row(case, "files of 150000 bytes", preexec_fn=limit(resource.RLIMIT_FSIZE, 150000))
    row(case, "16 descriptors", preexec_fn=limit(resource.RLIMIT_NOFILE, 16))
    row(case, "64 MiB of addresses", preexec_fn=limit(resource.RLIMIT_AS, 64 << 20))

# few descriptors are an error that is told, whatever the one is that is missing
for number in range(3, 16):
    layout.fresh()
    status, said = layout.run(preexec_fn=limit(resource.RLIMIT_NOFILE, number))
    new = layout.check(f"{number} descriptors")
    lines = said.splitlines()
    if (status == 0) != (said == "") or (status == 0 and not new) or len(lines) > 1 or status not in (0, 1, 127):
        print(f"{number} descriptors: {status} {said}")


def stop(case, number, name):
    """Told to stop while it packs what takes long."""
    case.fresh()
    with open("numbers", "wb") as file:
        file.truncate(40 << 30)
    command = [part.replace("random:/random", "numbers:/numbers") for part in case.arguments()]
    process = subprocess.Popen(["mote", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                               restore_signals=True, preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
    time.sleep(0.3)
    process.send_signal(number)
    said = process.communicate(timeout=60)[1].decode().strip()
    new = case.check(name)
    print(f"{case.name}, {name}: {process.returncode}, {'new' if new else 'old'}: {said.split(': ')[-1]}")


for case in (layout, archive):
    stop(case, signal.SIGINT, "SIGINT")
    stop(case, signal.SIGTERM, "SIGTERM")
    stop(case, signal.SIGHUP, "SIGHUP")


def vanish(case, name):
    """The folder of the target goes away under it, again and again."""
    told = 0
    for attempt in range(20):
        case.fresh()
        process = subprocess.Popen(["mote", *case.arguments()], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   stdin=subprocess.DEVNULL)
        time.sleep(attempt * 0.001)
        subprocess.run(["rm", "-rf", case.home + "/now"], stderr=subprocess.DEVNULL)
        said = process.communicate(timeout=60)[1].decode()
        lines = said.splitlines()
        assert (process.returncode == 0 and not lines) or (
            process.returncode in (1, 3) and len(lines) == 1 and lines[0].startswith("mote: ")), (process.returncode, said)
        told += process.returncode != 0
        assert not litter(os.environ["TMPDIR"])
    print(f"{case.name}, {name}: done or told")


vanish(layout, "the target vanishes")
vanish(archive, "the target vanishes")
END

# a disk that is full, or that may not be written
cat >mounts.sh <<'END'
set -u
for kilobytes in 16 64 128 256 400 800 1500 4000; do
  mount -t tmpfs -o size=${kilobytes}k none small
  for target in oci:small/layout archive:small/image.tar; do
    mote pack -q -o $target other >/dev/null 2>&1
    before=$(find small -type f -exec sha256sum {} + | sort)
    mote pack -q -o $target --file random:/random app >printed 2>said
    status=$?
    echo "$kilobytes kB, $target: $status, $(wc -l <said) line: $(sed 's/.*: //' said)"
    # nothing of what was there is gone or other
    find small -type f -exec sha256sum {} + | sort >after
    [ -z "$before" ] || [ $status -eq 0 ] || comm -23 <(echo "$before") after
    find small -name '.*'
    rm -rf small/*
  done
  umount small
done
mount -t tmpfs none small
mote pack -q -o oci:small/layout other >/dev/null
mote pack -q -o archive:small/image.tar other >/dev/null
mount -o remount,ro small
for target in oci:small/layout archive:small/image.tar oci:small/new archive:small/new.tar; do
  mote pack -q -o $target app
  echo "read only, $target: $?"
done
mote inspect small/layout >/dev/null && mote inspect small/image.tar >/dev/null && echo whole
TMPDIR=$PWD/small mote pack -q -o oci:elsewhere app 2>&1 | sed "s|$PWD/||"
echo "TMPDIR read only: ${PIPESTATUS[0]}"
END
mkdir small
if [ "$(id -u)" = 0 ]; then unshare -m bash mounts.sh; else unshare -rm bash mounts.sh; fi 2>&1
