"""A program in a terminal of 80 columns and 24 lines: _terminal.py SECONDS STEP... -- COMMAND...

A step is expect:TEXT, until the program has written that text, or send:KEYS, in which \\r, \\e and \\xHH mean what they do in C.
Escape sequences are left out of what is compared, so a text is one that the program writes in one go. At last the program ends
by itself, and its exit status is this one's.
"""
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

SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-Z=>\\^_a-z~])|[\x0e\x0f]")


class Terminal:
    def __init__(self, command, seconds):
        self.end = time.monotonic() + seconds
        self.written = b""
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.execvp(command[0], command)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))

    def read(self):
        """False when nobody has the terminal any more."""
        if not select.select([self.master], [], [], max(0, self.end - time.monotonic()))[0]:
            self.fail("time is up")
        try:
            part = os.read(self.master, 65536)
        except OSError:
            part = b""
        self.written += part
        return bool(part)

    def fail(self, what):
        text = SEQUENCE.sub(b" ", self.written).decode(errors="replace")
        sys.stderr.write(f"{what}; the terminal has: {text[-4000:]}\n")
        os.kill(self.child, signal.SIGTERM)
        # it may have files to remove, which the caller removes too
        for _ in range(100):
            if os.waitpid(self.child, os.WNOHANG)[0]:
                break
            time.sleep(0.1)
        else:
            os.kill(self.child, signal.SIGKILL)
        sys.exit(1)

    def expect(self, text):
        while text.encode() not in SEQUENCE.sub(b"", self.written):
            if not self.read():
                self.fail(f'the program ended before it wrote "{text}"')

    def send(self, keys):
        self.written = b""
        os.write(self.master, keys.replace("\\e", "\x1b").encode().decode("unicode_escape").encode())

    def finish(self):
        while self.read():
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


def main():
    split = sys.argv.index("--")
    terminal = Terminal(sys.argv[split + 1:], int(sys.argv[1]))
    for step in sys.argv[2:split]:
        kind, _, text = step.partition(":")
        {"expect": terminal.expect, "send": terminal.send}[kind](text)
    sys.exit(terminal.finish())


main()
