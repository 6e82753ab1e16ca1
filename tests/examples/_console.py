"""The console blocks of a document: _console.py DOCUMENT PORT runs their commands in the current folder, one after the other in
one shell, and compares what they print with what the document shows. Digests, sizes, times, the processor and the rung of this
machine may differ. PORT stands for localhost:5000 of the document. UPDATE=1 writes what the commands print into the document.
"""
import difflib
import os
import re
import subprocess
import sys

# patterns of what depends on the machine, and what stands for it in the comparison
NORMAL = [(r"sha256:[0-9a-f]{64}", "sha256:DIGEST"), (r"[0-9.]+ (B|kB|MB|s)\b", r"N \1"), (r"(?m)(DIGEST|\d:\d+) +\d+\b", r"\1 N"),
          (r"linux/(amd64|arm64)\b", "linux/PROCESSOR"), (r'(?<=by ")/lib[^"]*', "LOADER"),
          (r'(?m)^mote: .*: building on the ".*\n', "")]


def normal(text):
    for pattern, instead in NORMAL:
        text = re.sub(pattern, instead, text)
    return text


def run(commands, port):
    """Everything that each command prints."""
    script = "".join(f"{{ {command}\n}} >.said.{number} 2>&1\n" for number, command in enumerate(commands))
    subprocess.run(["bash", "-u"], input=script.replace("localhost:5000", f"localhost:{port}"), text=True, check=False)
    said = []
    for number in range(len(commands)):
        with open(f".said.{number}", encoding="utf-8") as file:
            said.append(file.read().replace(f"localhost:{port}", "localhost:5000"))
        os.remove(f".said.{number}")
    return said


def main():
    path, port = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    blocks = re.findall(r"(?<=\n```console\n).*?(?=^```$)", text, re.S | re.M)
    parts = [[part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.M)[1:]] for block in blocks]
    commands = [command for block in parts for command, _, _ in block]
    if len(commands) < 6:
        raise SystemExit(f"{path} has only {len(commands)} commands")
    said = iter(run(commands, port))
    for block, shown in zip(blocks, parts):
        new = "".join(f"$ {command}\n{next(said)}" for command, _, _ in shown)
        if os.environ.get("UPDATE") == "1":
            text = text.replace(block, new)
        elif normal(block) != normal(new):
            lines = difflib.unified_diff(block.splitlines(True), new.splitlines(True), path, "what the commands print")
            raise SystemExit("".join(lines) + "If this output is right: UPDATE=1 tests/run -- examples/readme")
    if os.environ.get("UPDATE") == "1":
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


main()
