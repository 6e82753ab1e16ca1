#!/usr/bin/env python3
"""How fast mote is beside its peers: whole processes, medians of runs that take turns, as Markdown on stdout.

    make bench                      or: tests/bench/bench.py [PART...]
    UPDATE=1 make bench             also writes the tables into docs/benchmarks.md and docs/malloc.md
    BENCH_ROUNDS=3 make bench       fewer runs than 11, 7 and 5 by size; 1 only tries whether all of it works

Parts: pack memory sizes build copy start malloc redis fork strings registry. Nothing here is a test: a peer that is missing or fails is a word in the table,
and no time is ever too long. Images are written below TMPDIR (/tmp).
"""

import glob
import hashlib
import json
import os
import platform
import re
import shlex
import shutil
import signal
import statistics
import string
import subprocess
import sys
import tempfile
import time
import types

import libc_bench
import registry_bench

TOP = os.path.realpath(os.path.dirname(__file__) + "/../..")
MOTE = TOP + "/build/release/mote"
DOCUMENTS = [TOP + "/docs/benchmarks.md", TOP + "/docs/malloc.md"]
MIB = 1 << 20
SIZES = {"1 MiB": MIB, "12 MB": 12_000_000, "100 MiB": 100 * MIB}
ROUNDS = {"1 MiB": 11, "12 MB": 7, "100 MiB": 5, "2 GiB": 1}


def say(text):
    print(text, file=sys.stderr, flush=True)


def rounds(size, most=None):
    asked = int(os.environ.get("BENCH_ROUNDS", "0"))
    return asked or most or ROUNDS[size]


class Failed(Exception):
    pass


class Work:
    """A folder for everything, the program that measures, and the executables that are packed."""

    def __init__(self, path):
        self.path = path
        self.measure = path + "/measure"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", self.measure, TOP + "/tests/bench/measure.c"], check=True)
        os.makedirs(path + "/tmp")
        self.environment = {**os.environ, "PATH": os.path.dirname(MOTE) + ":" + os.environ["PATH"], "LC_ALL": "C",
                            "TMPDIR": path + "/tmp", "W": path, "XDG_RUNTIME_DIR": path}

    def run(self, command):
        """Wall milliseconds and peak KiB of a command: text for sh, which only a single program goes without."""
        if command.startswith("exec "):
            command = [string.Template(word).substitute(self.environment) for word in shlex.split(command)[1:]]
        else:
            command = ["sh", "-ec", command]
        done = subprocess.run([self.measure, self.path + "/result", *command], env=self.environment, cwd=self.path,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        with open(self.path + "/result", encoding="ascii") as file:
            wall, peak, status = (int(word) for word in file.read().split())
        if done.returncode != 0 or status != 0:
            raise Failed(done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"status {status}"])
        return wall / 1e6, peak

    def shell(self, command):
        """The same, where nobody looks at the time."""
        subprocess.run(["sh", "-c", command], env=self.environment, cwd=self.path, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def binaries():
    """Real machine code and data: the programs and libraries of this machine, in a fixed order."""
    for path in sorted(glob.glob("/usr/bin/*")) + sorted(glob.glob("/usr/lib/*-linux-gnu*/*.so*")):
        if os.path.isfile(path) and not os.path.islink(path):
            with open(path, "rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def make_executables(work):
    """Static executables that hold other programs, by the assembler's .incbin, and end just at the size."""
    content = work.path + "/content"
    with open(content, "wb") as out:
        while out.tell() < max(SIZES.values()):
            before = out.tell()
            for path in binaries():
                with open(path, "rb") as file:
                    shutil.copyfileobj(file, out)
                if out.tell() >= max(SIZES.values()):
                    break
            if out.tell() == before:
                raise SystemExit("bench: no program was found in /usr/bin")
    with open(work.path + "/app.c", "w", encoding="ascii") as source:
        source.write('__asm__(".section .rodata\\n.globl held\\nheld: .incbin \\"held\\"\\n.previous");\n'
                     "extern const char held[];\nvoid _start(void) { for (;;) __asm__ volatile(\"\" : : \"r\"(held)); }\n")
    for name, size in SIZES.items():
        path = f"{work.path}/{name.replace(' ', '')}/app"
        os.makedirs(os.path.dirname(path))
        short = 0
        for _ in range(3):
            with open(content, "rb") as source, open(work.path + "/held", "wb") as out:
                out.write(source.read(size - short))
            subprocess.run([os.environ.get("CC", "cc"), "-static", "-nostdlib", "-fno-stack-protector", "-Wl,--build-id=none",
                            "-s", "-o", path, "app.c"], cwd=work.path, check=True)
            short += os.path.getsize(path) - size
            if short == 0 or os.path.getsize(path) == size:
                break
        with open(os.path.dirname(path) + "/Dockerfile", "w", encoding="ascii") as file:
            file.write('FROM scratch\nCOPY app /app\nENTRYPOINT ["/app"]\n')
    os.remove(content)
    os.remove(work.path + "/held")


class Peer:
    """Somebody who makes an image of $APP (in the folder $DIR) at $W/out; `clean` runs before each run, untimed."""

    def __init__(self, name, command, needs=(), clean="", why=""):
        self.name, self.command, self.needs, self.clean, self.why = name, command, needs, clean, why
        self.missing = why or next((f"no {each}" for each in needs if shutil.which(each) is None), "")


PODMAN = ('podman --root "$W/podman" --runroot "$W/podman-run" --tmpdir "$W/podman-tmp" --storage-driver overlay '
          "--cgroup-manager cgroupfs --events-backend none")
BUILDAH = 'buildah --root "$W/buildah" --runroot "$W/buildah-run" --storage-driver vfs'


def package_peers(docker):
    no_docker = "" if docker else "no dockerd could be started"
    buildx = subprocess.run(["docker", "buildx", "version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            check=False).returncode == 0 if docker else False
    save = 'docker save -o "$W/out" "$(cat "$W/id")"'
    return [
        Peer("**mote pack**", 'exec mote pack -q -o "oci:$W/out:t" "$APP"'),
        Peer("crane append", "", why="not in Debian 12"),
        Peer("umoci", 'umoci init --layout "$W/out"; umoci new --image "$W/out:t"; umoci insert --image "$W/out:t" "$APP" /app; '
             'umoci config --image "$W/out:t" --config.entrypoint /app', ["umoci"]),
        Peer("buildah", f'c=$({BUILDAH} from scratch); {BUILDAH} copy "$c" "$APP" /app; '
             f'{BUILDAH} config --entrypoint \'["/app"]\' "$c"; {BUILDAH} commit --disable-compression=false --rm "$c" "oci:$W/out:t"', ["buildah"],
             clean=f"{BUILDAH} rm -a; {BUILDAH} rmi -a -f"),
        Peer("podman build, push", f'{PODMAN} build -q --no-cache --iidfile "$W/id" "$DIR"; {PODMAN} push -q "$(cat "$W/id")" '
             '"oci:$W/out:t"', ["podman"], clean=f"{PODMAN} rmi -a -f"),
        Peer("docker build, save, classic (not compressed)", f'DOCKER_BUILDKIT=0 docker build -q --no-cache --iidfile "$W/id" "$DIR"; {save}',
             ["docker", "dockerd"], clean="docker image prune -a -f", why=no_docker),
        Peer("docker build, save, BuildKit (not compressed)", f'DOCKER_BUILDKIT=1 docker build -q --no-cache --iidfile "$W/id" "$DIR"; {save}',
             ["docker", "dockerd"], clean="docker image prune -a -f; docker builder prune -a -f",
             why=no_docker or ("" if buildx else "no docker-buildx")),
        Peer("`gzip -6 \\| sha256sum`", 'gzip -6 -n <"$APP" | sha256sum', ["gzip"]),
        Peer("`pigz -6 -p2 \\| sha256sum`", 'pigz -6 -n -p2 <"$APP" | sha256sum', ["pigz"]),
        Peer("half of `libdeflate-gzip -6`", 'exec libdeflate-gzip -6 -c "$APP"', ["libdeflate-gzip"]),
    ]


class Docker:
    """A daemon of our own, where one can be started."""

    def __init__(self, work):
        self.process = None
        if os.geteuid() != 0 or shutil.which("dockerd") is None or shutil.which("docker") is None:
            return
        self.path = work.path + "/docker"
        os.makedirs(self.path + "/tmp")
        work.environment["DOCKER_HOST"] = "unix://" + self.path + "/socket"
        work.environment["DOCKER_CONFIG"] = self.path + "/config"
        os.makedirs(self.path + "/config")
        with open(self.path + "/config/config.json", "w", encoding="ascii") as file:
            file.write("{}")
        with open(self.path + "/daemon.json", "w", encoding="ascii") as file:
            file.write("{}")
        with open(self.path + "/log", "wb") as log:
            self.process = subprocess.Popen(
                ["dockerd", "--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=overlay2",
                 "-H", work.environment["DOCKER_HOST"], "--data-root", self.path + "/data", "--exec-root", self.path + "/exec",
                 "--pidfile", self.path + "/pid", "--config-file", self.path + "/daemon.json"],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={**work.environment, "TMPDIR": self.path + "/tmp"})
        for _ in range(300):
            if subprocess.run(["docker", "version"], env=work.environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False).returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.stop()

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None


def take_turns(work, contestants, count):
    """`contestants` gives name, preparation, command: milliseconds of each, `count` times in turn, or why there are none."""
    times = {name: [] for name, _, _ in contestants}
    for number in range(count + (count > 1)):
        for name, prepare, command in contestants:
            if isinstance(times[name], str):
                continue
            work.shell(prepare)
            try:
                wall, _ = work.run(command)
            except Failed as failed:
                say(f"bench: {name}: {failed.args[0]}")
                times[name] = "failed"
                continue
            # the first round only warms the caches
            if number > 0 or count == 1:
                times[name].append(wall)
    return times


def milliseconds(value):
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def against(times, own, factor=1.0):
    """Median, and how many times `own` it is: the median of the ratios within each round."""
    if isinstance(times, str) or not times:
        return times or "none"
    ratio = statistics.median(factor * each / mine for each, mine in zip(times, own))
    return f"{milliseconds(factor * statistics.median(times))} ({ratio:.3g}×)"


def measured():
    """The line below a table: when, where and with which mote it was measured."""
    with open(MOTE, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()[:12]
    return (f"{time.strftime('%Y-%m-%d', time.gmtime())}, {platform.machine()}, {os.cpu_count()} processors, Linux "
            f"{platform.release().split('-')[0]}, mote {digest}.")


def table(head, rows):
    """Prints a table. With UPDATE=1 it also replaces the table of the documents whose first cell is the same."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows] + ["", measured()]
    print("\n".join(lines) + "\n")
    if os.environ.get("UPDATE") == "1" and not any(replace_table(path, head[0], lines) for path in DOCUMENTS):
        say(f"bench: no document has a table \"{head[0]}\"")


def replace_table(path, title, new):
    """In the document `path`: from the head of the table to the line that says when it was measured."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith(f"| {title} |")), None)
    if start is None:
        return False
    end = next(n for n in range(start, len(lines)) if re.match(r"\d{4}-\d\d-\d\d, ", lines[n]))
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines[:start] + new + lines[end + 1:]))
    return True


def bench_pack(work):
    docker = Docker(work)
    peers = package_peers(docker.process is not None)
    cells = {peer.name: [] for peer in peers}
    try:
        for size in SIZES:
            folder = f"{work.path}/{size.replace(' ', '')}"
            work.environment.update(APP=folder + "/app", DIR=folder)
            say(f"bench: pack {size}")
            here = [(p.name, p.clean + '\nrm -rf "$W/out" "$W/id"', p.command) for p in peers if not p.missing]
            times = take_turns(work, here, rounds(size))
            own = times["**mote pack**"]
            for peer in peers:
                factor = 0.5 if peer.name.startswith("half") else 1.0
                cells[peer.name].append(peer.missing or against(times[peer.name], own, factor))
    finally:
        work.shell("; ".join(peer.clean for peer in peers if peer.clean and not peer.missing))
        work.shell(f'umount "$W/podman/overlay"')
        docker.stop()
    table(["one static executable into an image, ms", *SIZES], [[name, *row] for name, row in cells.items()])


def bench_memory(work):
    big = work.path + "/2GiB"
    os.makedirs(big)
    # a static executable with a tail: for the packer as good as one of that size
    with open(big + "/app", "wb") as out:
        for _ in range(20):
            with open(work.path + "/100MiB/app", "rb") as part:
                shutil.copyfileobj(part, out)
        with open(work.path + "/100MiB/app", "rb") as part:
            out.write(part.read((2 << 30) - out.tell()))
    os.chmod(big + "/app", 0o755)
    row = ["mote pack"]
    for size in ("1 MiB", "100 MiB", "2 GiB"):
        say(f"bench: memory {size}")
        work.environment["APP"] = f"{work.path}/{size.replace(' ', '')}/app"
        peaks = []
        for _ in range(rounds(size, 1 if size == "2 GiB" else 3)):
            work.shell('rm -rf "$W/out"')
            try:
                peaks.append(work.run('exec mote pack -q -o "oci:$W/out:t" "$APP"')[1])
            except Failed as failed:
                say(f"bench: {size}: {failed.args[0]}")
        row.append(f"{max(peaks) / 1024:.1f}" if peaks else "failed")
    work.shell('rm -rf "$W/out" "$W/2GiB"')
    table(["peak memory, MiB", "1 MiB", "100 MiB", "2 GiB"], [row])


def layer_size(layout):
    def read(descriptor):
        with open(f"{layout}/blobs/sha256/{descriptor['digest'][7:]}", encoding="utf-8") as file:
            return json.load(file)

    with open(layout + "/index.json", encoding="utf-8") as file:
        root = read(json.load(file)["manifests"][0])
    return sum(layer["size"] for layer in root["layers"])


def bench_sizes(work):
    own, gzip = ["mote's layer, gzip"], ["`gzip -6` of the executable alone"]
    for size in SIZES:
        say(f"bench: size {size}")
        app = f"{work.path}/{size.replace(' ', '')}/app"
        work.environment["APP"] = app
        work.shell('rm -rf "$W/out"; mote pack -q -o "oci:$W/out:t" "$APP"; gzip -6 -n <"$APP" >"$W/gz"')
        own.append(f"{layer_size(work.path + '/out'):,}")
        gzip.append(f"{os.path.getsize(work.path + '/gz'):,}")
    table(["bytes", *SIZES], [own, gzip])


def bench_build(work):
    project = work.path + "/project"
    os.makedirs(project)
    for number in range(100):
        with open(f"{project}/part{number}.c", "w", encoding="ascii") as file:
            file.write(f"#include <stdio.h>\nint part{number}(int x) {{ return printf(\"%d\\n\", x + {number}); }}\n")
    with open(project + "/main.c", "w", encoding="ascii") as file:
        file.write("".join(f"int part{n}(int);\n" for n in range(100)))
        file.write("int main(void) { return " + " + ".join(f"part{n}({n})" for n in range(100)) + " == 0; }\n")
    with open(project + "/mote.yaml", "w", encoding="ascii") as file:
        file.write("name: project\nbuild:\n  sources: ['*.c']\n")
    work.environment["XDG_CACHE_HOME"] = work.path + "/cache"
    toolchain = subprocess.check_output(["sh", "-c", '. "$0/toolchain/places" && echo "$home"', TOP], text=True).strip()
    work.environment["MOTE_TOOLCHAIN_DIR"] = toolchain
    build = 'cd "$W/project"; exec mote build -q -o "oci:$W/out:t" .'
    touch = 'echo "int other$$ = $(date +%N);" >>"$W/project/part50.c"'
    say("bench: build")
    # one after the other: each needs what the one before left
    times = {}
    for name, prepare in (("everything anew", 'rm -rf "$W/cache"'), ("one source of a hundred changed", touch),
                          ("nothing changed", "")):
        times.update(take_turns(work, [(name, prepare, build)], rounds("12 MB", 3 if "anew" in name else 7)))
    shutil.rmtree(work.path + "/cache", ignore_errors=True)
    table(["`mote build` of a hundred and one sources", "ms"],
          [[name, each if isinstance(each, str) else milliseconds(statistics.median(each))] for name, each in times.items()])


def bench_copy(work):
    work.environment["APP"] = work.path + "/12MB/app"
    work.shell('rm -rf "$W/from"; mote pack -q -o "oci:$W/from:t" "$APP"')
    contestants = [("**mote copy**", 'rm -rf "$W/out"', 'exec mote copy "oci:$W/from:t" "oci:$W/out:t"')]
    if shutil.which("skopeo"):
        contestants.append(("skopeo copy", 'rm -rf "$W/out"',
                            'exec skopeo --insecure-policy copy -q "oci:$W/from:t" "oci:$W/out:t"'))
    say("bench: copy")
    times = take_turns(work, contestants, rounds("1 MiB"))
    rows = [[name, against(each, times["**mote copy**"])] for name, each in times.items()]
    if len(rows) == 1:
        rows.append(["skopeo copy", "no skopeo"])
    table(["a 12 MB image from layout to layout", "ms"], rows)


def bench_start(work):
    say("bench: start")
    contestants = [("mote version", "", "exec mote version"), ("true (nothing at all)", "", "exec true")]
    times = take_turns(work, contestants, rounds("1 MiB", 101))
    table(["start-up", "ms"], [[name, each if isinstance(each, str) else f"{statistics.median(each):.2f}"]
                               for name, each in times.items()])


PARTS = {"pack": bench_pack, "memory": bench_memory, "sizes": bench_sizes, "build": bench_build, "copy": bench_copy,
         "start": bench_start}
# those that need no executable to pack
TOOLS = types.SimpleNamespace(say=say, rounds=rounds, table=table, take_turns=take_turns, against=against)
OTHER_PARTS = {"malloc": libc_bench.bench_malloc, "redis": libc_bench.bench_redis, "fork": libc_bench.bench_fork,
              "strings": libc_bench.bench_strings, "registry": registry_bench.bench_registry}


def main():
    # what was started ends with us
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = sys.argv[1:] or [*PARTS, *OTHER_PARTS]
    unknown = [name for name in wanted if name not in PARTS and name not in OTHER_PARTS]
    if unknown or not os.access(MOTE, os.X_OK):
        raise SystemExit(f"bench: parts are {' '.join([*PARTS, *OTHER_PARTS])}; mote must have been built")
    with tempfile.TemporaryDirectory(prefix="mote-bench.") as path:
        work = Work(path)
        if any(name in PARTS for name in wanted):
            say("bench: making the executables")
            make_executables(work)
        for name in wanted:
            if name in PARTS:
                PARTS[name](work)
            else:
                OTHER_PARTS[name](work, TOOLS)


main()
