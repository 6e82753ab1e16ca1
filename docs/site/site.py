#!/usr/bin/env python3
"""Makes the site: site.py MANUALS FOLDER, in the folder of the repository. MANUALS is build/man, where the pages are whole.

The site has README.md, docs/ and every file of the repository to which one of its pages links, each under its own path: README.md is
index.html, docs/ci.md is docs/ci.html, docs/mote-build.1 is man/mote-build.1.html, and a file that is not Markdown is shown as it is.
Same input, same bytes."""
import html
import os
import pathlib
import re
import subprocess
import sys

from markdown import Markdown

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="{root}style.css">
<link rel="icon" href="data:,">
</head>
<body>
<header><nav aria-label="Site">{navigation}</nav></header>
<main{kind}>
{body}
</main>
<footer>{footer}</footer>
</body>
</html>
"""
NAVIGATION = [("index.html", "mote"), ("docs/index.html#tutorials", "Tutorials"), ("man/mote.1.html", "Manual"), ("docs/index.html", "Documents")]
SHOWN_LIMIT = 100_000
ELSEWHERE = re.compile(r"[a-z]+:")
# "mote(1), EXIT STATUS" in a manual
SECTION = re.compile(r'(<a class="Xr" href="([^"#]+)\.html">[^<]*</a>,\s+)([A-Z][A-Z]+(?:\s[A-Z]+)*)\b')
# a page of a system, which is not ours
OTHER_MANUALS = "https://manpages.debian.org/"


class Site:
    def __init__(self, manuals, out):
        self.out = pathlib.Path(out)
        self.version = re.search(r'MOTE_VERSION "(.*)"', pathlib.Path("src/base/version.h").read_text()).group(1)
        self.manuals = {path.name: path for path in sorted(pathlib.Path(manuals).glob("man*/*"))}
        self.waiting, self.known = [], set()

    def make(self):
        self.write("style.css", pathlib.Path("docs/site/style.css").read_text())
        for name in self.manuals:
            self.manual(name)
        for path in ["README.md", *sorted(map(str, pathlib.Path("docs").glob("**/*.md")))]:
            self.want(path)
        while self.waiting:
            path = self.waiting.pop()
            if path.endswith(".md"):
                self.markdown(path)
            else:
                self.source(path)

    # ---- places

    def place(self, path):
        """Where a file or folder of the repository is in the site."""
        name = os.path.basename(path)
        if name in self.manuals and os.path.dirname(path) == "docs":
            return f"man/{name}.html"
        if os.path.isdir(path):
            path = os.path.join(path, "README.md")
        if os.path.basename(path) == "README.md":
            return os.path.normpath(os.path.join(os.path.dirname(path), "index.html"))
        return path.removesuffix(".md") + ".html"

    def want(self, path):
        """The same, and the file will be there."""
        place = self.place(path)
        if not place.startswith("man/") and place not in self.known:
            self.known.add(place)
            readme = os.path.join(path, "README.md")
            self.waiting.append(readme if os.path.exists(readme) else path)
        return place

    def linker(self, path):
        """Gives the addresses of the links in a Markdown file."""
        here = self.place(path)

        def link(target):
            manual = re.fullmatch(r"(mote[a-z.-]*)\(([15])\)", target)
            if manual:
                name = f"{manual[1]}.{manual[2]}"
                return self.relative(here, f"man/{name}.html") if name in self.manuals else None
            if ELSEWHERE.match(target) or target.startswith("#"):
                return target
            file, _, anchor = target.partition("#")
            file = os.path.normpath(os.path.join(os.path.dirname(path), file))
            if not os.path.exists(file) or file.startswith(".."):
                raise SystemExit(f"{path}: there is no {target}")
            return self.relative(here, self.want(file)) + (f"#{anchor}" if anchor else "")

        return link

    @staticmethod
    def relative(here, there):
        return os.path.relpath(there, os.path.dirname(here) or ".")

    # ---- pages

    def markdown(self, path):
        page = Markdown(path, self.linker(path))
        body = page.convert(pathlib.Path(path).read_text())
        self.page(self.place(path), page.title or path, body)

    def source(self, path):
        """A file as it is, or a folder with its files."""
        files = [path]
        if os.path.isdir(path):
            files = [file for file in (os.path.join(path, name) for name in sorted(os.listdir(path))) if os.path.isfile(file)]
        body = [f"<h1><code>{html.escape(path)}</code></h1>"]
        for file in files:
            text = self.text_of(file)
            if text is None:
                continue
            if file != path:
                body.append(f"<h2><code>{html.escape(os.path.basename(file))}</code></h2>")
            body.append(f"<pre><code>{html.escape(text, quote=False)}</code></pre>")
        self.page(self.place(path), path, "\n".join(body))

    @staticmethod
    def text_of(file):
        """None: it is not for reading."""
        data = pathlib.Path(file).read_bytes()
        if len(data) > SHOWN_LIMIT or b"\0" in data:
            return None
        try:
            return data.decode().rstrip("\n")
        except UnicodeDecodeError:
            return None

    def manual(self, name):
        command = ["mandoc", "-Thtml", "-Ofragment,man=%N.%S.html", f"-Ios=mote {self.version}", self.manuals[name]]
        body = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        title = re.sub(r"\.(\d)$", r"(\1)", name)
        body = re.sub(r'<table class="head">.*?</table>\n', "", body, count=1, flags=re.S)
        body = re.sub(r'<table class="foot">.*?</table>\n', "", body, count=1, flags=re.S)
        body = body.replace(' style="width: auto;"', "")
        # the name of the page is its heading
        body = re.sub(r"(</?)h2\b", r"\1h3", body)
        body = re.sub(r"(</?)h1\b", r"\1h2", body)
        body = SECTION.sub(self.section, body)
        body = re.sub(r'href="([^"#/]+)\.(\d\w*)\.html"', self.reference, body)
        contents = re.findall(r'<h2 class="Sh" id="([^"]+)"><a[^>]*>(.*?)</a>', body, re.S)
        lines = " ".join(f'<a href="#{anchor}">{self.in_words(text)}</a>' for anchor, text in contents)
        self.page(f"man/{name}.html", title, f'<h1>{title}</h1>\n<p class="contents">{lines}</p>\n{body}', ' class="manual"')

    @staticmethod
    def in_words(heading):
        return " ".join(heading.split()).capitalize()

    def section(self, match):
        """A section that stands behind the name of a page becomes a link to it, if the page has it."""
        head, page, text = match.groups()
        anchor = "_".join(text.split())
        heading = rf"^\.Sh {' '.join(text.split())}$"
        if page not in self.manuals or not re.search(heading, self.manuals[page].read_text(), re.M):
            return match.group(0)
        return f'{head}<a class="Xr" href="{page}.html#{anchor}">{text}</a>'

    def reference(self, match):
        name = f"{match[1]}.{match[2]}"
        return match.group(0) if name in self.manuals else f'href="{OTHER_MANUALS}{html.escape(name)}"'

    def page(self, place, title, body, kind=""):
        links = []
        for target, text in NAVIGATION:
            current = ' aria-current="page"' if target == place else ""
            links.append(f'<a href="{self.relative(place, target)}"{current}>{text}</a>')
        root = "../" * place.count("/")
        whole = title if title.startswith("mote") else f"{title} - mote"
        text = PAGE.format(
            title=html.escape(whole), root=root, navigation=" ".join(links), kind=kind, body=body, footer=f"mote {self.version}, Apache-2.0"
        )
        self.write(place, text)

    def write(self, place, text):
        path = self.out / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    Site(*sys.argv[1:]).make()
