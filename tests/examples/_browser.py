"""Looks at the React example in headless Chromium: _browser.py URL FOLDER

FOLDER takes the browser's profile and its log. The browser listens on no port: it is spoken to through two pipes, and
ends when they are closed.
"""
import json
import os
import select
import signal
import subprocess
import sys
import time

PATIENCE = 60  # seconds for an answer, and for the page to become what it should
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
         "--disable-component-update", "--disable-breakpad", "--no-first-run", "--no-proxy-server",
         "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--remote-debugging-pipe"]


class Browser:
    def __init__(self, folder):
        theirs_in, self.write = os.pipe()
        self.read, theirs_out = os.pipe()
        self.number, self.session, self.rest, self.wrong = 0, None, b"", []
        # the browser reads from 3 and writes to 4
        with open(os.path.join(folder, "chromium.log"), "wb") as log:
            self.process = subprocess.Popen(
                ["bash", "-c", 'exec 8<&"$1" 9>&"$2" 3<&8 4>&9 8<&- 9>&-; shift 2; exec "$@"', "browser",
                 str(theirs_in), str(theirs_out), "chromium", *FLAGS,
                 "--user-data-dir=" + os.path.join(folder, "profile"), "about:blank"],
                pass_fds=(theirs_in, theirs_out), env=dict(os.environ, HOME=folder),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        os.close(theirs_in)
        os.close(theirs_out)

    def close(self):
        os.close(self.write)
        os.close(self.read)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def receive(self, deadline):
        while b"\0" not in self.rest:
            if not select.select([self.read], [], [], max(0, deadline - time.monotonic()))[0]:
                raise SystemExit("the browser does not answer")
            chunk = os.read(self.read, 1 << 16)
            if not chunk:
                raise SystemExit("the browser ended")
            self.rest += chunk
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **params):
        """Sends a command of the DevTools protocol and returns its result; complaints of the page are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.receive(deadline)
            if answer.get("method") == "Runtime.exceptionThrown":
                self.wrong.append(answer["params"]["exceptionDetails"])
            elif answer.get("method") == "Log.entryAdded" and answer["params"]["entry"]["level"] == "error":
                self.wrong.append(answer["params"]["entry"])
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def open_page(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(domain + ".enable")

    def value(self, expression):
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def expect(self, what, expression, wanted):
        """Waits until the expression has the value."""
        deadline = time.monotonic() + PATIENCE
        while (got := self.value(expression)) != wanted:
            if time.monotonic() > deadline:
                raise SystemExit(f"{what}: expected {wanted!r}, got {got!r}")
            time.sleep(0.1)

    def click(self, selector):
        """A click of the mouse in the middle of the element, as a person's."""
        place = self.value(f"(() => {{ const r = document.querySelector({json.dumps(selector)})?.getBoundingClientRect();"
                           " return r && {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()")
        if not place:
            raise SystemExit(f"there is no {selector} to click")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)


HEADING = "document.querySelector('h1')?.textContent"
COUNT = "document.querySelector('output')?.textContent"


def look(page, url):
    page.open_page()
    page.call("Page.navigate", url=url + "/")
    page.expect("the first page", HEADING, "A small image")
    page.expect("the counter at first", COUNT, "0")
    for clicks in ("1", "2", "3"):
        page.click("button")
        page.expect("the counter", COUNT, clicks)

    page.value("window.stayed = true")
    page.click("a[href='/about']")
    page.expect("the page behind the link", HEADING, "About")
    page.expect("the address", "location.pathname", "/about")
    page.expect("the title", "document.title", "About")
    page.expect("the element in focus", "document.activeElement.tagName", "H1")
    page.expect("a mark that a page load would wipe out", "window.stayed", True)
    page.value("history.back()")
    page.expect("the page after going back", HEADING, "A small image")

    page.call("Page.navigate", url=url + "/about")
    page.expect("/about, loaded afresh", HEADING, "About")
    page.expect("the mark after a load", "window.stayed === undefined", True)
    page.expect("the link to where one is", "document.querySelector('[aria-current=page]').textContent", "About")
    page.call("Page.navigate", url=url + "/nowhere")
    page.expect("an address that the site does not know", HEADING, "Not found")
    if page.wrong:
        raise SystemExit(f"the browser complains: {page.wrong}")


def main():
    url, folder = sys.argv[1:]
    # an end from outside ends the browser as well
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    browser = Browser(folder)
    try:
        look(browser, url)
    finally:
        browser.close()


main()
