"""Does what a tutorial, or README.md, says, and compares what is printed with what it shows: _tutorial.py FILE OUT [REGISTRY], in an
empty folder. OUT is another empty folder, for what is printed. With UPDATE=1 in the environment the document is rewritten.

A block of code is one of two kinds. "```LANGUAGE NAME" is the file NAME. "```console" has commands, each after "$ " (and on the next line
after a "\\"), and all that a command prints below it, standard error too. All commands run in one bash, and must succeed.
In what is shown, "..." is anything, a line "..." is any lines, and every number, digest and run of blanks is any other. The ports 8080
and 5000 are free ports instead; REGISTRY is the port of a registry that runs already."""
import os
import pathlib
import re
import socket
import subprocess
import sys

HOST = "linux/" + {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
# what differs from machine to machine, and what it may be
ANY = [
    (r"sha256:[0-9a-f]+(?:\.\.\.)?", "sha256:[0-9a-f]+"),
    (r"\b[0-9a-f]{40}\b", "[0-9a-f]{40}"),
    (r"\b0x[0-9a-f]+\b", "0x[0-9a-f]+"),
    (r"\.\.\.", ".*"),
    (r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)", "[0-9.,]+"),
    (r" +", " +"),
]
# what mote says where it cannot isolate a build as well as on the author's machine
RUNG = re.compile(r"^mote: .*: building on the \".*\n", re.M)
BLOCK = re.compile(r"^```(.*)\n((?:.*\n)*?)```$", re.M)


class Command:
    def __init__(self, text, number):
        self.text, self.number = text, number
        self.prints = []

    def matches(self, got):
        whole = ""
        for line in self.prints:
            whole += r"(?:.*\n)*?" if line == "..." else self.pattern(line) + r" *\n"
        return re.fullmatch(whole, got) is not None

    @staticmethod
    def pattern(line):
        made, at = "", 0
        for match in re.finditer("|".join(f"({old})" for old, _ in ANY), line):
            made += re.escape(line[at : match.start()]) + ANY[match.lastindex - 1][1]
            at = match.end()
        return made + re.escape(line[at:])


def commands(block, number):
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Command(line[2:], number))
        elif found and found[-1].text.endswith("\\") and not found[-1].prints:
            found[-1].text += "\n" + line
        elif found:
            found[-1].prints.append(line)
        else:
            raise SystemExit(f"line {number}: no command prints {line!r}")
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return str(probe.getsockname()[1])


class Tutorial:
    def __init__(self, path, out, registry=None):
        self.path, self.out = path, pathlib.Path(out)
        self.update = os.environ.get("UPDATE") == "1"
        # what is written into the tutorial has its own ports
        self.ports = {port: port if self.update else free_port() for port in ("8080", "5000")}
        self.ports["5000"] = registry or self.ports["5000"]
        self.text = self.here(pathlib.Path(path).read_text())
        self.commands, self.script = [], ["set -eu", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
        for match in BLOCK.finditer(self.text):
            self.add(match[1].split(), self.text.count("\n", 0, match.start()) + 1, match[2])

    def here(self, text):
        """The text for this machine. If it shows one platform, this is the platform of its author."""
        for port, free in self.ports.items():
            text = text.replace(port, free)
        return text if "linux/arm" in text else text.replace("linux/amd64", HOST)

    def add(self, words, number, block):
        if len(words) == 2:
            kept = self.out / f"file-{number}"
            kept.write_text(block)
            self.script.append(f'mkdir -p "$(dirname "{words[1]}")" && cp "{kept}" "{words[1]}"')
        elif words == ["console"]:
            for command in commands(block, number):
                self.script.append(f'{{\n{command.text}\n}} >"{self.out}/{len(self.commands)}" 2>&1')
                self.commands.append(command)
        else:
            raise SystemExit(f"{self.path}:{number}: the block is neither a file nor commands")

    def run(self):
        """Gives what each command has printed."""
        status = subprocess.run(["bash", "-c", "\n".join(self.script)], stdin=subprocess.DEVNULL).returncode
        printed = [file.read_text() for file in (self.out / str(index) for index in range(len(self.commands))) if file.exists()]
        if status != 0 or len(printed) < len(self.commands):
            last = self.commands[len(printed) - 1]
            raise SystemExit(f"{self.path}:{last.number}: status {status}:\n$ {last.text}\n{printed[-1]}")
        return [RUNG.sub("", got if got.endswith("\n") or not got else got + "\n") for got in printed]

    def compare(self):
        wrong = [(command, got) for command, got in zip(self.commands, self.run()) if not command.matches(got)]
        for command, got in wrong:
            shown = "\n".join(command.prints)
            print(f"{self.path}:{command.number}: $ {command.text}\nis shown to print\n{shown}\nbut prints\n{got}")
            command.prints = got.splitlines()
        if wrong and self.update:
            self.rewrite()
        elif wrong:
            count = f"{len(wrong)} of {len(self.commands)}"
            raise SystemExit(f"{self.path}: {count} commands print something else. If that is right: UPDATE=1 tests/run -- {os.environ.get('TEST', 'examples/tutorials')}")
        print(f"{self.path}: {len(self.commands)} commands")

    def rewrite(self):
        left = iter(self.commands)

        def block(match):
            if match[1] != "console":
                return match[0]
            count = len(commands(match[2], 0))
            return "```console\n" + "".join("\n".join([f"$ {c.text}", *c.prints, ""]) for _, c in zip(range(count), left)) + "```"

        pathlib.Path(self.path).write_text(BLOCK.sub(block, self.text))


Tutorial(*sys.argv[1:]).compare()
