"""The table of docs/corpus.md: _table.py NAME... writes the row of each named program, from the figures that tests/corpus/_try.sh
has left in build/corpus. Other rows stay. apt tells the sizes of Debian's packages.
"""
import subprocess
import sys

HEAD = ["| program | version | image, bytes | for arm64 | processor, s | for arm64 | what Debian installs |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- |"]
# where the program is not the package of its name
PACKAGES = {"lua": "lua5.4", "sqlite": "sqlite3", "redis": "redis-server redis-tools", "dropbear": "dropbear-bin",
            "dnsmasq": "dnsmasq-base", "nghttp2": "nghttp2-client nghttp2-server"}


def figures(name):
    with open("build/corpus/" + name, encoding="utf-8") as file:
        return dict(word.split("=", 1) for word in file.read().split())


def row(name):
    got = figures(name)
    packages = PACKAGES.get(name, name).split()
    own, whole, count = subprocess.run(["tests/corpus/_debian-size", *packages], check=True, text=True,
                                       stdout=subprocess.PIPE).stdout.split()
    cells = [f"[{name}](../{got['folder']})", got["version"]]
    cells += [f"{int(got[platform + '_bytes']):,}" for platform in ("amd64", "arm64")]
    cells += [f"{float(got[platform + '_cpu']):.0f}" for platform in ("amd64", "arm64")]
    cells.append(f"{own} MB, with what it needs {whole} MB in {count} packages")
    return "| " + " | ".join(cells) + " |"


def main():
    with open("docs/corpus.md", encoding="utf-8") as file:
        lines = file.read().split("\n")
    if HEAD[0] not in lines:
        raise SystemExit(f"docs/corpus.md has no line {HEAD[0]!r}")
    start = lines.index(HEAD[0]) + len(HEAD)
    end = start
    while lines[end].startswith("| ["):
        end += 1
    rows = {line[3:line.index("]")]: line for line in lines[start:end]}
    rows.update((name, row(name)) for name in sys.argv[1:])
    lines[start:end] = [rows[name] for name in sorted(rows)]
    with open("docs/corpus.md", "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


main()
