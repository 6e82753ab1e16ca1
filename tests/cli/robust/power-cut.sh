#!/bin/bash
# slow: it waits for processes
# The order that survives a power cut: the bytes of a file are synced before it gets its name, the folder after that, and
# a layout's blobs and their folder before index.json gets its name.
# not under emulated: strace sees the emulator's system calls, some of them its own
# shellcheck disable=SC1091
. "$SRC/tests/cli/robust/_inputs.sh"
python3 - <<'END'
import os
import re
import subprocess

CALLS = "openat,open,creat,rename,renameat,renameat2,link,linkat,fsync,fdatasync,write,pwrite64,copy_file_range"


def trace(*arguments):
    """What happened to paths: (wrote|synced, path), (named, from, to)."""
    subprocess.run(["strace", "-f", "-y", "-s", "0", "-o", "trace", "-e", "trace=" + CALLS, "mote", *arguments],
                   stdout=subprocess.DEVNULL, check=True, env={**os.environ, "ASAN_OPTIONS": "detect_leaks=0"})
    events = []
    with open("trace") as file:
        for line in file:
            call = re.match(r"\d+ +(\w+)\((.*)\) += (-?\d+)", line)
            if call is None or int(call[3]) < 0:
                continue
            name, given = call[1], call[2]
            paths = [os.path.abspath(path) for path in re.findall(r'"([^"]*)"', given)]
            held = re.findall(r"\d+<([^>]*)>", given)
            if name in ("fsync", "fdatasync"):
                events.append(("synced", held[0]))
            elif name in ("write", "pwrite64"):
                events.append(("wrote", held[0]))
            elif name == "copy_file_range":
                events.append(("wrote", held[1]))
            elif name.startswith(("rename", "link")):
                events.append(("named", *paths))
    return events


def check(what, events):
    """Each name that is given outside TMPDIR."""
    names = []
    here = os.getcwd()
    for at, event in enumerate(events):
        if event[0] != "named" or not event[2].startswith(here):
            continue
        _, source, target = event
        names.append(os.path.relpath(target, here))
        aliases = {source} | {other[1] for other in events[:at] if other[0] == "named" and other[2] == source}
        wrote = [i for i, other in enumerate(events[:at]) if other[0] == "wrote" and other[1] in aliases]
        synced = [i for i, other in enumerate(events[:at]) if other == ("synced", source)]
        assert synced and (not wrote or max(synced) > max(wrote)), (what, "named before its bytes were synced", event)
        folder = os.path.dirname(target)
        assert ("synced", folder) in events[at:], (what, "the folder was not synced after", event)
        if os.path.basename(target) == "index.json":
            blobs = [i for i, other in enumerate(events[:at]) if other[0] == "named" and "/blobs/sha256/" in other[2]
                     and other[2].startswith(folder)]
            for level in ("blobs/sha256", "blobs"):
                places = [i for i, other in enumerate(events[:at]) if other == ("synced", f"{folder}/{level}")]
                assert blobs and places and places[-1] > blobs[-1], (what, level, "synced too late")
    kinds = [re.sub(r"[0-9a-f]{64}", "DIGEST", name) for name in names]
    print(f"{what}:", " ".join(kinds))


check("a new layout", trace("pack", "-q", "-o", "oci:made/here:x", "app"))
check("a layout", trace("pack", "-q", "-o", "oci:made/here:y", "other"))
check("an archive", trace("pack", "-q", "-o", "archive:a.tar", "app"))
check("files", trace("pack", "-q", "-o", "archive:a.tar", "--digest-file", "digest", "--metadata-file", "meta", "app"))
check("a copied layout", trace("copy", "-q", "oci:source:a", "oci:copied:a"))
check("a copied archive", trace("copy", "-q", "oci:source:a", "docker-archive:b.tar"))

# a folder is named whole
events = trace("copy", "-q", "oci:source:a", "dir:folder")
at = [i for i, event in enumerate(events) if event[0] == "named" and event[2].endswith("/folder")][-1]
hidden = events[at][1]
wrote = {event[1] for event in events[:at] if event[0] == "wrote" and event[1].startswith(hidden)}
synced = {event[1] for event in events[:at] if event[0] == "synced"}
assert wrote and ("synced", hidden) in events[:at], hidden
missing = {path for path in wrote if path not in synced and "version" not in path}
assert not missing, missing
assert ("synced", os.getcwd()) in events[at:]
print("a folder: all its files, itself, its name")
END
