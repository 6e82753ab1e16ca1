"""Turns the Markdown that this repository uses into HTML. What it does not know is an error with the file and the line, so that no
page shows raw Markdown.

Blocks: headings with "#", paragraphs, lists and lists in them, tables, fenced and indented code, quotes.
In a line: code, links, bold, italic, addresses in <>, a backslash before a sign, and names of manual pages such as mote-build(1)."""
import html
import re

INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\[(?P<text>(?:`[^`]*`|[^\]`])+)\]\((?P<target>[^)\s]+)\)"
    r"|\*\*(?P<bold>.+?)\*\*"
    r"|(?<![\w*])\*(?P<italic>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|<(?P<address>https?://[^>\s]+)>"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+.!|<>-])"
    r"|(?P<page>\bmote(?:-[a-z]+|\.yaml)?)\((?P<section>[15])\)",
    re.S,
)
ITEM = re.compile(r"( {0,3})([-*]|\d{1,3}\.)( +)(?=\S)")
FENCE = re.compile(r"( {0,3})(`{3,})\s*(.*)$")
HEADING = re.compile(r"(#{1,6}) +(.+?)(?: +#+)?$")
RULE = re.compile(r"\|? *:?-+:? *(\| *:?-+:? *)*\|?$")
UNKNOWN = re.compile(r" {0,3}(<[a-z!/]|!\[|\[[^\]]+\]:|(=+|---+|\*\*\*+)$)")


class Markdown:
    def __init__(self, name, link):
        """`link(target)` gives the address of a link, `link("mote-build(1)")` that of a manual page; None: there is none."""
        self.name, self.link = name, link
        self.slugs = {}
        self.title = None

    def convert(self, text):
        return self.blocks([(number, line.rstrip()) for number, line in enumerate(text.split("\n"), 1)], False)

    # ---- in a line

    def inline(self, text, link=True):
        out, at = [], 0
        for match in INLINE.finditer(text):
            out.append(html.escape(text[at : match.start()], quote=False))
            out.append(self.piece(match, link))
            at = match.end()
        out.append(html.escape(text[at:], quote=False))
        return "".join(out)

    def piece(self, match, link):
        got = match.groupdict()
        if got["code"] is not None:
            return "<code>" + html.escape(" ".join(got["code"].split()), quote=False) + "</code>"
        if got["text"] is not None:
            return self.anchor(got["target"], self.inline(got["text"], False))
        if got["bold"] is not None:
            return "<strong>" + self.inline(got["bold"], link) + "</strong>"
        if got["italic"] is not None:
            return "<em>" + self.inline(got["italic"], link) + "</em>"
        if got["address"] is not None:
            return self.anchor(got["address"], html.escape(got["address"]))
        if got["escaped"] is not None:
            return html.escape(got["escaped"], quote=False)
        return self.anchor(match.group(0), match.group(0)) if link else match.group(0)

    def anchor(self, target, inner):
        address = self.link(target)
        return inner if address is None else f'<a href="{html.escape(address)}">{inner}</a>'

    # ---- blocks: lines are pairs of number and text

    def fail(self, number, why):
        raise SystemExit(f"{self.name}:{number}: {why}")

    def blocks(self, lines, tight):
        out, at = [], 0
        while at < len(lines):
            number, line = lines[at]
            if not line:
                at += 1
                continue
            if UNKNOWN.match(line):
                self.fail(number, "the site does not know this Markdown")
            for take in (self.fence, self.indented, self.heading, self.quote, self.table, self.list):
                end, made = take(lines, at)
                if end > at:
                    break
            else:
                end, made = self.paragraph(lines, at, tight)
            out.append(made)
            at = end
        return "\n".join(out)

    def fence(self, lines, at):
        match = FENCE.match(lines[at][1])
        if not match:
            return at, ""
        indent, ticks, words = match.groups()
        end = at + 1
        while end < len(lines) and lines[end][1].strip() != ticks:
            end += 1
        if end == len(lines):
            self.fail(lines[at][0], "the code has no end")
        code = "\n".join(line[len(indent) :] if line.startswith(indent) else line for _, line in lines[at + 1 : end])
        # a second word is the file that holds the code
        file = words.split()[1:]
        caption = f"<figcaption><code>{html.escape(file[0])}</code></figcaption>" if file else ""
        made = self.code(code, words.split()[0] if words else "")
        return end + 1, f"<figure>{caption}{made}</figure>" if caption else made

    def code(self, code, language):
        if language in ("sh", "console") and re.search(r"^\$ ", code, re.M):
            return "<pre><code>" + self.session(code) + "</code></pre>"
        return "<pre><code>" + html.escape(code, quote=False) + "</code></pre>"

    def session(self, code):
        """What is typed is bold, what is printed is not; a prompt cannot be selected."""
        out, more = [], False
        for line in code.split("\n"):
            text = html.escape(line, quote=False)
            if line.startswith("$ "):
                text = '<b class="typed">' + text[2:] + "</b>"
            elif more:
                text = "<b>" + text + "</b>"
            more = (line.startswith("$ ") or more) and line.endswith("\\")
            out.append(text)
        return "\n".join(out)

    def indented(self, lines, at):
        end = at
        while end < len(lines) and (lines[end][1].startswith("    ") or not lines[end][1]):
            end += 1
        while end > at and not lines[end - 1][1]:
            end -= 1
        return end, self.code("\n".join(line[4:] for _, line in lines[at:end]), "")

    def heading(self, lines, at):
        match = HEADING.match(lines[at][1])
        if not match:
            return at, ""
        level, text = len(match.group(1)), match.group(2)
        made = self.inline(text)
        plain = html.unescape(re.sub("<[^>]*>", "", made))
        if self.title is None:
            self.title = plain
        # as GitHub names them: a link to a heading works in both places
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        count = self.slugs.get(slug, 0)
        self.slugs[slug] = count + 1
        slug += f"-{count}" if count else ""
        return at + 1, f'<h{level} id="{slug}">{made}</h{level}>'

    def quote(self, lines, at):
        end = at
        while end < len(lines) and lines[end][1].startswith(">"):
            end += 1
        inner = [(number, line[1:].removeprefix(" ")) for number, line in lines[at:end]]
        return end, "<blockquote>\n" + self.blocks(inner, False) + "\n</blockquote>" if inner else ""

    def table(self, lines, at):
        if "|" not in lines[at][1] or at + 1 == len(lines) or not RULE.match(lines[at + 1][1]):
            return at, ""
        sides = [self.side(cell) for cell in self.cells(lines[at + 1][1])]
        end, rows = at + 2, []
        while end < len(lines) and "|" in lines[end][1]:
            rows.append(self.row(lines[end], sides, "td"))
            end += 1
        head = self.row(lines[at], sides, "th")
        body = "\n".join(rows)
        return end, f'<div class="wide"><table>\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'

    def side(self, rule):
        return ' class="right"' if rule.endswith(":") and not rule.startswith(":") else ""

    def cells(self, line):
        line = line.strip().removeprefix("|")
        line = line[:-1] if line.endswith("|") and not line.endswith("\\|") else line
        return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]

    def row(self, pair, sides, tag):
        number, line = pair
        cells = self.cells(line)
        if len(cells) != len(sides):
            self.fail(number, f"the row has {len(cells)} cells, not {len(sides)}")
        return "<tr>" + "".join(f"<{tag}{side}>{self.inline(cell)}</{tag}>" for cell, side in zip(cells, sides)) + "</tr>"

    def list(self, lines, at):
        match = ITEM.match(lines[at][1])
        if not match:
            return at, ""
        tag = "ol" if match.group(2)[0].isdigit() else "ul"
        items, loose, end = [], False, at
        while end < len(lines):
            match = ITEM.match(lines[end][1])
            if not match or (tag == "ol") != match.group(2)[0].isdigit():
                break
            width = match.end()
            item = [(lines[end][0], lines[end][1][width:])]
            end += 1
            while end < len(lines) and self.belongs(lines, end, width):
                number, line = lines[end]
                item.append((number, line[width:] if line[:width].isspace() else line.lstrip()))
                end += 1
            blank = False
            while item and not item[-1][1]:
                item.pop()
                blank = True
            loose |= any(not line for _, line in item) or (blank and end < len(lines) and bool(ITEM.match(lines[end][1])))
            items.append(item)
        made = "\n".join("<li>" + self.blocks(item, not loose) + "</li>" for item in items)
        return end, f"<{tag}>\n{made}\n</{tag}>"

    def belongs(self, lines, at, width):
        """Whether the line is of the item: it is indented, blank before such a line or before an item, or goes on with a paragraph."""
        line = lines[at][1]
        if line[:width].isspace() and line:
            return True
        if not line:
            after = next((text for _, text in lines[at:] if text), "")
            return bool(after[:width].isspace() or ITEM.match(after))
        return bool(lines[at - 1][1]) and not (ITEM.match(line) or HEADING.match(line) or FENCE.match(line))

    def paragraph(self, lines, at, tight):
        end = at + 1
        while end < len(lines) and lines[end][1] and not self.interrupts(lines[end][1]):
            end += 1
        made = self.inline("\n".join(line.strip() for _, line in lines[at:end]))
        return end, made if tight else f"<p>{made}</p>"

    def interrupts(self, line):
        return ITEM.match(line) or HEADING.match(line) or FENCE.match(line) or line.startswith(">")
