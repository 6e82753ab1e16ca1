"""Types into a shell on a terminal, and says what it answers: _terminal.py COMMAND..."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PROMPT = re.compile(r"linux/amd64:[^ ]*\$ $")


class Session:
    def __init__(self, command):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.execvp(command[0], command)
        self.resize(33, 101)
        self.before = None
        self.text = ""

    def resize(self, lines, columns):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def settings(self):
        return termios.tcgetattr(self.terminal)[:4]

    def read_until(self, wanted):
        end = time.monotonic() + 60
        while not wanted(self.text) and time.monotonic() < end:
            if not select.select([self.terminal], [], [], 0.1)[0]:
                continue
            try:
                self.text += os.read(self.terminal, 4096).decode()
            except OSError:
                return
        if not wanted(self.text):
            raise SystemExit(f"no answer: {self.text!r}")

    def prompt(self):
        self.read_until(PROMPT.search)

    def type(self, line):
        """The answer to a line, up to the next prompt."""
        self.text = ""
        os.write(self.terminal, line.encode())
        self.prompt()
        lines = self.text.replace("\r", "").split("\n")
        return " / ".join(lines[1:-1])

    def end(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])


def main(command):
    session = Session(command)
    before = session.settings()
    session.prompt()
    print("greeting:", len(session.text.splitlines()), "lines")
    print("size:", session.type("stty size\n"))
    session.resize(20, 70)
    for _ in range(100):
        size = session.type("stty size\n")
        if size == "20 70":
            break
        time.sleep(0.05)
    print("new size:", size)
    os.write(session.terminal, b"sleep 1000\n")
    time.sleep(0.5)
    session.type("\x03")
    print("after ^C:", session.type("echo alive\n"))
    print("a job:", "sleep" in session.type("sleep 1000 & jobs\n"))
    print("term:", session.type("[ \"$TERM\" = '" + os.environ["TERM"] + "' ] && echo as outside\n"))
    os.write(session.terminal, b"exit 5\n")
    print("status:", session.end())
    print("settings:", "as before" if session.settings() == before else "changed")

    session = Session(command)
    session.prompt()
    os.kill(session.process, signal.SIGTERM)
    session.read_until(lambda text: "SIGTERM" in text)
    print("told to stop:", session.end())
    print("settings:", "as before" if session.settings() == before else "changed")


os.environ["TERM"] = "vt100"
main(sys.argv[1:])
