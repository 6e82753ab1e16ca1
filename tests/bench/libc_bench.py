"""What another malloc and libc-extras bring to a program that mote makes: the parts malloc, redis, fork and strings of bench.py.

Everything is compiled here: against musl by mote's own toolchain for this machine, with the ports that
build: {malloc: ..., libc-extras: ...} would link, and against this machine's glibc. Runs take turns; a figure is the median.
"""

import os
import shutil
import statistics
import subprocess
import time

TOP = os.path.realpath(os.path.dirname(__file__) + "/../..")
TARGET = {"x86_64": "amd64", "aarch64": "arm64", "riscv64": "riscv64", "ppc64le": "ppc64le", "s390x": "s390x"}[os.uname().machine]
HOME = subprocess.check_output(["sh", "-c", '. "$0/toolchain/places" && echo "$home"', TOP], text=True).strip()
MUSL = f"{HOME}/{TARGET}/bin/cc"
OPERATIONS = 1_000_000
REQUESTS = 60_000


def port_flags(name):
    """What the stage's compilers would be told by MOTE_LIBS; builds the ports that are missing."""
    done = subprocess.run([TOP + "/build/release/mote", "ports", "flags", "-q", "-p", TARGET, *name.split()], stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout.strip()


class Kind:
    """One C library with one allocator: a compiler, what it is told and what it finds in the environment."""

    def __init__(self, name, compiler, flags=(), port=None):
        self.name, self.compiler, self.flags, self.port = name, compiler, list(flags), port

    def environment(self):
        return {**os.environ, "MOTE_LIBS": port_flags(self.port)} if self.port else dict(os.environ)


KINDS = [Kind("musl", MUSL), Kind("musl, mimalloc", MUSL, port="mimalloc"), Kind("musl, jemalloc", MUSL, port="jemalloc"),
         Kind("glibc, dynamic", "gcc"), Kind("glibc, static", "gcc", ["-static"])]


def compile_bench(work, kind, source):
    program = f"{work.path}/{source}-{kind.name.replace(', ', '-')}"
    subprocess.run([kind.compiler, "-O2", "-fno-builtin", "-pthread", *kind.flags, "-o", program, f"{TOP}/tests/bench/{source}.c"],
                   env=kind.environment(), check=True)
    return program


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout


def interleaved(contestants, count):
    """`contestants` gives name and a function that measures once: the medians of each."""
    found = {name: [] for name, _ in contestants}
    for _ in range(count):
        for name, measure in contestants:
            found[name].append(measure())
    return {name: statistics.median(values) for name, values in found.items()}


def bench_malloc(work, tools):
    programs = {kind.name: compile_bench(work, kind, "malloc_bench") for kind in KINDS}
    columns = [("1", "own"), ("2", "own"), ("8", "own"), ("2", "shared"), ("8", "shared")]
    cells = {name: [] for name in programs}
    for threads, slots in columns:
        tools.say(f"bench: malloc {threads} {slots}")
        medians = interleaved([(name, lambda p=program: float(output(p, threads, str(OPERATIONS), slots)))
                               for name, program in programs.items()], tools.rounds("12 MB"))
        for name, value in medians.items():
            cells[name].append(f"{value:.1f} ({value / medians['musl']:.1f}×)")
    tools.table(["malloc and free, millions a second", *(f"{threads} thread{'s' if threads != '1' else ''}, {slots}"
                                                         for threads, slots in columns)],
                [[name, *row] for name, row in cells.items()])


def build_redis(work, kind, folder):
    """Redis' own Makefile; what it has compiled already is only linked again."""
    if os.path.exists(folder + "/src/redis-server"):
        os.remove(folder + "/src/redis-server")
    environment = {**kind.environment(), "PATH": os.path.dirname(MUSL) + ":" + os.environ["PATH"]} if kind.compiler == MUSL \
        else kind.environment()
    compiler = "cc" if kind.compiler == MUSL else kind.compiler
    subprocess.run(["make", "-s", f"-j{os.cpu_count()}", "-C", folder + "/src", "MALLOC=libc", "CC=" + compiler,
                    "LDFLAGS=" + " ".join(kind.flags), "redis-server"], env=environment, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True)
    program = f"{work.path}/redis-{kind.name.replace(', ', '-')}"
    shutil.copy(folder + "/src/redis-server", program)
    return program


def redis_once(work, program, threads, test):
    """Requests a second, and microseconds of a processor for each, of one server that is started for it, over a socket in the
    work folder."""
    socket = work.path + "/redis.sock"
    server = subprocess.Popen([program, "--port", "0", "--unixsocket", socket, "--save", "", "--io-threads", threads,
                               "--dir", work.path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(500):
            if os.path.exists(socket):
                break
            time.sleep(0.01)
        said = output("redis-benchmark", "-s", socket, "--csv", "-n", str(REQUESTS), "-P", "16", "-r", "100000", "-d", "200",
                      "-t", test)
    finally:
        server.terminate()
        _, status, usage = os.wait4(server.pid, 0)
        server.returncode = status
    return (float(said.splitlines()[1].split(",")[1].strip('"')), (usage.ru_utime + usage.ru_stime) * 1e6 / REQUESTS)


def bench_redis(work, tools):
    if shutil.which("redis-benchmark") is None:
        tools.say("bench: no redis-benchmark")
        return
    tools.say("bench: building redis")
    source = output(TOP + "/toolchain/fetch", "redis_7.0.15.orig.tar.gz").strip()
    programs = {}
    for compiler in (MUSL, "gcc"):
        folder = work.path + "/redis-" + os.path.basename(compiler)
        subprocess.run([TOP + "/toolchain/unpack", source, folder], check=True)
        for kind in [*KINDS, Kind("musl, libc-extras", MUSL, port="libc-extras"),
                     Kind("musl, mimalloc, libc-extras", MUSL, port="mimalloc libc-extras")]:
            if kind.compiler == compiler:
                programs[kind.name] = build_redis(work, kind, folder)
    measure_redis(work, tools, programs)


# I/O threads wait by turning in circles: of them the rate tells, of one thread also what it costs.
REDIS_COLUMNS = [("1", "set", 1, "µs a SET"), ("1", "lpush", 1, "µs an LPUSH"), ("1", "lrange_100", 1, "µs an LRANGE"),
                 ("1", "set", 0, "SET a second, 1 I/O thread"), ("2", "set", 0, "2 I/O threads"), ("8", "set", 0, "8 I/O threads")]


def measure_redis(work, tools, programs):
    cells = {name: [] for name in programs}
    for threads, test, which, title in REDIS_COLUMNS:
        tools.say(f"bench: redis: {title}")
        medians = interleaved([(name, lambda p=program: redis_once(work, p, threads, test)[which])
                               for name, program in programs.items()], tools.rounds("100 MiB"))
        for name, value in medians.items():
            cells[name].append(f"{value:.2f} ({value / medians['musl']:.2f}×)" if which else
                               f"{value:,.0f} ({value / medians['musl']:.2f}×)")
    tools.table(["redis", *(title for _, _, _, title in REDIS_COLUMNS)], [[name, *row] for name, row in cells.items()])


def bench_fork(work, tools):
    """What it costs to start, and a server that forks for each request."""
    programs = {kind.name: compile_bench(work, kind, "fork_bench") for kind in KINDS}
    cells = {name: [] for name in programs}
    for mode in ("start", "fork"):
        tools.say(f"bench: {mode}")
        medians = interleaved([(name, lambda p=program: float(output(p, mode))) for name, program in programs.items()],
                              tools.rounds("12 MB"))
        for name, value in medians.items():
            cells[name].append(f"{value:.0f} ({value / medians['musl']:.2f}×)")
    tools.table(["µs", "a start", "a fork that allocates"], [[name, *row] for name, row in cells.items()])


def read_figures(program):
    return {line.split()[0]: float(line.split()[1]) for line in output(program, "3").splitlines()}


def bench_strings(work, tools):
    kinds = [Kind("musl", MUSL), Kind("musl, libc-extras", MUSL, port="libc-extras"), Kind("glibc, dynamic", "gcc")]
    found = {kind.name: [] for kind in kinds}
    programs = {kind.name: compile_bench(work, kind, "string_bench") for kind in kinds}
    tools.say("bench: strings")
    for _ in range(tools.rounds("100 MiB")):
        for name, program in programs.items():
            found[name].append(read_figures(program))
    rows = []
    for key in found["musl"][0]:
        function, size = key.split("-")
        if size == "65536":
            continue
        # what else the machine does only adds
        best = {name: min(each[key] for each in figures) for name, figures in found.items()}
        rows.append([f"`{function}`, {size} bytes", *(f"{best[name]:.1f} ({best[name] / best['musl']:.2g}×)" for name in found)])
    tools.table(["ns a call", *found], rows)
