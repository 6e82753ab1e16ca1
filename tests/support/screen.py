"""What a program leaves on a terminal: screen.py [--size COLUMNSxROWS] [STEP...] -- COMMAND...

A step is a text and what happens once the screen shows it: TEXT=show (print the screen), TEXT=key:KEYS, TEXT=signal:TERM,
TEXT=resize:COLUMNSxROWS. \\xHH in a text or in keys is that byte. After the program has ended, its screen is printed, and
whether the settings of the terminal have changed. The exit status is the program's, 128 + N after signal N.
"""
import codecs
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

SECONDS = 120
SEQUENCE = re.compile(r"\x1b\[([0-?]*)[ -/]*([@-~])")


class Screen:
    """As much of a terminal as mote uses; any other control character is shown as <XX>."""

    def __init__(self, columns, rows):
        self.lines, self.row, self.column = [""], 0, 0
        self.columns, self.rows = columns, rows
        self.rest = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def put(self, text):
        line = self.lines[self.row].ljust(self.column)
        self.lines[self.row] = line[: self.column] + text + line[self.column + len(text):]
        self.column += len(text)

    def down(self):
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append("")

    def sequence(self, numbers, letter):
        count = int(numbers) if numbers.isdigit() else 1
        if letter == "A":
            # a terminal does not go back to lines that it has scrolled away
            top = max(0, len(self.lines) - self.rows)
            self.row = max(top, self.row - count)
        elif letter == "J" and numbers in ("", "0"):
            self.lines[self.row] = self.lines[self.row][: self.column]
            del self.lines[self.row + 1:]
        elif letter == "K" and numbers in ("", "0"):
            self.lines[self.row] = self.lines[self.row][: self.column]
        elif letter != "m":
            self.put("<ESC[" + numbers + letter + ">")

    def take(self, data):
        text = self.rest + self.decoder.decode(data)
        self.rest, at = "", 0
        while at < len(text):
            found = SEQUENCE.match(text, at)
            if found:
                self.sequence(*found.groups())
                at = found.end()
                continue
            character = text[at]
            if character == "\x1b" and len(text) - at < 16:
                self.rest = text[at:]
                return
            at += 1
            if character == "\r":
                self.column = 0
            elif character == "\n":
                self.down()
            elif character == "\t":
                self.put(" " * (8 - self.column % 8))
            elif character < " " or character == "\x7f":
                self.put("<%02x>" % ord(character))
            else:
                if self.column >= self.columns:
                    self.down()
                    self.column = 0
                self.put(character)

    def text(self):
        return "\n".join(line.rstrip() for line in self.lines).rstrip("\n")


def plain(text):
    return re.sub(r"\\x(..)", lambda found: chr(int(found.group(1), 16)), text)


def size(text):
    return tuple(int(part) for part in text.split("x"))


class Program:
    def __init__(self, command, columns, rows):
        self.screen = Screen(columns, rows)
        self.master, self.slave = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.slave)
        self.child = os.fork()
        if self.child == 0:
            os.close(self.master)
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for descriptor in 0, 1, 2:
                os.dup2(self.slave, descriptor)
            os.execvp(command[0], command)

    def resize(self, columns, rows):
        self.screen.columns, self.screen.rows = columns, rows
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))

    def act(self, action):
        kind, _, value = action.partition(":")
        if kind == "show":
            print("-- shown:")
            print(self.screen.text(), flush=True)
        elif kind == "key":
            os.write(self.master, plain(value).encode("latin-1"))
        elif kind == "signal":
            os.kill(self.child, getattr(signal, "SIG" + value))
        elif kind == "resize":
            self.resize(*size(value))
            os.kill(self.child, signal.SIGWINCH)
        else:
            sys.exit("screen.py: unknown action " + action)

    def read(self):
        if select.select([self.master], [], [], 0.05)[0]:
            self.screen.take(os.read(self.master, 65536))
            return True
        return False

    def run(self, steps):
        end, status = time.monotonic() + SECONDS, None
        while status is None or self.read():
            if time.monotonic() > end:
                os.kill(self.child, signal.SIGKILL)
                print("screen.py: time is up; the screen shows:\n" + self.screen.text())
                sys.exit(1)
            self.read()
            while steps and steps[0][0] in self.screen.text():
                self.act(steps.pop(0)[1])
            if status is None:
                done, code = os.waitpid(self.child, os.WNOHANG)
                status = os.waitstatus_to_exitcode(code) if done else None
        for text, _ in steps:
            print("-- never shown: " + text)
        return status if status >= 0 else 128 - status


def main():
    words, columns, rows, steps = sys.argv[1:], 80, 24, []
    while words and words[0] != "--":
        if words[0] == "--size":
            columns, rows = size(words[1])
            words = words[2:]
            continue
        text, _, action = words.pop(0).rpartition("=")
        steps.append((plain(text), action))
    program = Program(words[1:], columns, rows)
    status = program.run(steps)
    print("-- at the end:")
    print(program.screen.text())
    if termios.tcgetattr(program.slave) != program.before:
        print("-- the settings of the terminal have changed")
    sys.exit(status)


main()
