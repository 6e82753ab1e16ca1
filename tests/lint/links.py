#!/usr/bin/env python3
"""Refuses a link of a Markdown document that leads to no file or to no heading, and a path in code quotes that does not exist.
usage: links.py FILE.md...      in the top folder
"""
import os
import re
import sys

# a path in code quotes; a capital word or a * in it stands for a name
PATH = re.compile(r"`((?:src|tests|docs|toolchain|examples|templates|\.ci|\.github)/[^`\s]*)`")
STANDS_FOR_A_NAME = re.compile(r"[*{<$]|[A-Z]{2,}(?!.*\.md$)")
# what a build makes
MADE = ("toolchain/packed",)


def plain_lines(path):
    """The lines outside of code blocks, with their numbers."""
    fenced = False
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("```"):
                fenced = not fenced
            elif not fenced:
                yield number, line


def anchors(path):
    """Headings as the addresses that GitHub and GitLab make of them."""
    titles = [line.lstrip("#").strip() for _, line in plain_lines(path) if re.match(r"#+ ", line)]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def wrong_link(path, link):
    target, _, anchor = link.partition("#")
    file = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
    if not os.path.exists(file):
        return f"there is no file {file}"
    if anchor and (not file.endswith(".md") or anchor not in anchors(file)):
        return f"{file} has no heading #{anchor}"
    return None


def exists(path, name):
    """A path is from the top folder or from the folder of the document. A test has its name without the ending."""
    return any(os.path.exists(os.path.join(folder, name + ending))
               for folder in ("", os.path.dirname(path)) for ending in ("", ".sh"))


def faults(path):
    for number, line in plain_lines(path):
        # a link has no code quotes around it
        for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "code", line)):
            if not re.match(r"[a-z]+:", link) and (why := wrong_link(path, link)):
                yield f"{path}:{number}: the link ({link}): {why}"
        for name in PATH.findall(line):
            if not STANDS_FOR_A_NAME.search(name) and not name.startswith(MADE) and not exists(path, name):
                yield f"{path}:{number}: `{name}` does not exist"


found = [fault for path in sys.argv[1:] for fault in faults(path)]
print("\n".join(found), end="\n" if found else "")
sys.exit(1 if found else 0)
