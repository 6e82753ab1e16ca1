"""Runs mote login at a terminal of its own and types: a user, a password that must not be shown, an interrupt."""
import os
import pty
import select
import signal
import subprocess
import sys
import termios

SECRET = sys.argv[1].encode()


class Session:
    def __init__(self, *arguments):
        self.keyboard, self.terminal = pty.openpty()
        self.child = subprocess.Popen(
            ["mote", "login", "--retry", "0", *arguments], stdin=self.terminal, stdout=self.terminal,
            stderr=self.terminal, env={**os.environ, "TERM": "dumb"}, start_new_session=True)
        self.seen = b""

    def wait_for(self, wanted):
        while wanted not in self.seen:
            if not select.select([self.keyboard], [], [], 60)[0]:
                sys.exit("waited in vain for %r, saw %r" % (wanted, self.seen))
            self.seen += os.read(self.keyboard, 4096)

    def type(self, text):
        os.write(self.keyboard, text)

    def echoes(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def end(self):
        status = self.child.wait(60)
        while select.select([self.keyboard], [], [], 0.2)[0]:
            self.seen += os.read(self.keyboard, 4096)
        return status


def say(what, good):
    print(what, "yes" if good else "NO")


session = Session("127.0.0.1:1")
session.wait_for(b"user: ")
say("the user is shown:", session.echoes())
session.type(b"me\n")
session.wait_for(b"password: ")
say("the password is not:", not session.echoes())
session.type(SECRET + b"\n")
print("status", session.end())
say("the terminal is as it was:", session.echoes())
say("the secret was not shown:", SECRET not in session.seen)
say("the registry was asked:", b"127.0.0.1:1" in session.seen.split(b"password: ")[1])

session = Session("-u", "me", "127.0.0.1:1")
session.wait_for(b"password: ")
session.type(SECRET)
session.child.send_signal(signal.SIGINT)
print("interrupted: status", session.end())
say("the terminal is as it was:", session.echoes())
say("the secret was not shown:", SECRET not in session.seen)

session = Session("-u", "me", "127.0.0.1:1")
session.wait_for(b"password: ")
session.type(b"\n")
print("nothing typed: status", session.end())
print(session.seen.replace(b"\r", b"").decode())
