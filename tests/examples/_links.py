"""Reads the site as a browser would: _links.py FOLDER. Every link inside of it leads to a page, and to an anchor of that page, that
exists; every page can be reached from index.html; nothing is loaded from another host; every page is whole HTML with one title and
one heading, and has no raw Markdown in its text."""
import html.parser
import os
import pathlib
import re
import sys

EMPTY = {"br", "hr", "img", "link", "meta", "input", "wbr"}
RAW = re.compile(r"\]\(|\*\*|```|^#+ |^\|")


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.loads, self.faults = [], [], [], [], []
        self.count = {"h1": 0, "title": 0, "main": 0}
        self.viewport = False
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"<{self.open[-1]}> is not closed")

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in self.count:
            self.count[tag] += 1
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        self.loads += [values[name] for name in ("src", "data", "poster") if name in values]
        if tag == "link":
            self.loads.append(values["href"])
        if tag == "script" or "style" in values:
            self.faults.append(f"<{tag}> has a script or a style of its own")
        self.viewport |= values.get("name") == "viewport"
        if tag == "html" and values.get("lang") != "en":
            self.faults.append("the page does not say its language")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another tag")
            self.open.clear()

    def handle_data(self, data):
        if not {"code", "pre", "style"} & set(self.open) and RAW.search(data):
            self.faults.append(f"raw Markdown: {data.strip()[:60]}")


def main(folder):
    root = pathlib.Path(folder)
    pages = {str(path.relative_to(root)): Page(path.read_text()) for path in sorted(root.rglob("*.html"))}
    faults, reached, waiting, links = [], set(), ["index.html"], 0
    for place, page in pages.items():
        page.faults += [f"{count} times <{tag}>" for tag, count in page.count.items() if count != 1]
        if not page.viewport:
            page.faults.append("the page does not fit a phone")
        page.faults += [f'two times id="{name}"' for name in sorted(set(page.ids)) if page.ids.count(name) > 1]
        for load in page.loads:
            if not load.startswith("data:") and not (root / os.path.dirname(place) / load).is_file():
                page.faults.append(f"loads {load}")
        faults += [f"{place}: {fault}" for fault in page.faults]
    while waiting:
        place = waiting.pop()
        if place in reached:
            continue
        reached.add(place)
        for link in pages[place].links:
            if re.match(r"[a-z]+:", link):
                continue
            links += 1
            file, _, anchor = link.partition("#")
            target = os.path.normpath(os.path.join(os.path.dirname(place), file)) if file else place
            if target not in pages:
                faults.append(f"{place}: there is no page {link}")
            elif anchor and anchor not in pages[target].ids:
                faults.append(f"{place}: there is no anchor {link}")
            else:
                waiting.append(target)
    faults += [f"{place}: no page leads there" for place in sorted(set(pages) - reached)]
    for fault in faults:
        print(fault)
    print(f"{len(pages)} pages, {links} links")
    return bool(faults)


sys.exit(main(sys.argv[1]))
