"""DNS on loopback, for the tests of servers that speak it.

_dns.py PORT NAME TYPE [tcp]     asks one question and prints the response code and then each answer, sorted
_dns.py serve PORT ADDRESS       is a server over UDP that knows one address for whatever is asked, and prints the names
"""
import socket
import struct
import sys

TYPES = {"A": 1, "PTR": 12, "TXT": 16, "AAAA": 28}
CODES = {0: "NOERROR", 2: "SERVFAIL", 3: "NXDOMAIN", 5: "REFUSED"}


def name_at(data, at):
    """The name and the offset behind it."""
    parts, behind = [], None
    while data[at]:
        if data[at] >= 0xC0:
            behind = behind or at + 2
            at = (data[at] & 0x3F) << 8 | data[at + 1]
        else:
            parts.append(data[at + 1:at + 1 + data[at]].decode())
            at += 1 + data[at]
    return ".".join(parts), behind or at + 1


def value(data, at, length, kind):
    if kind == "A":
        return socket.inet_ntop(socket.AF_INET, data[at:at + length])
    if kind == "AAAA":
        return socket.inet_ntop(socket.AF_INET6, data[at:at + length])
    if kind == "TXT":
        return data[at + 1:at + 1 + data[at]].decode()
    return name_at(data, at)[0]


def exchange(port, query, tcp):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM) as peer:
        peer.settimeout(10)
        peer.connect(("127.0.0.1", port))
        if not tcp:
            peer.send(query)
            return peer.recv(4096)
        peer.sendall(struct.pack(">H", len(query)) + query)
        with peer.makefile("rb") as stream:
            return stream.read(struct.unpack(">H", stream.read(2))[0])


def serve(port, address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", port))
        while True:
            query, asker = peer.recvfrom(4096)
            name, at = name_at(query, 12)
            print(name, flush=True)
            known = query[at:at + 4] == struct.pack(">2H", TYPES["A"], 1)
            answer = struct.pack(">3HIH", 0xC00C, TYPES["A"], 1, 3600, 4) + socket.inet_aton(address) if known else b""
            peer.sendto(query[:2] + struct.pack(">5H", 0x8580, 1, known, 0, 0) + query[12:at + 4] + answer, asker)


def ask():
    port, name, kind = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    query = struct.pack(">6H", 0x4D54, 0x0100, 1, 0, 0, 0) + labels + struct.pack(">2H", TYPES[kind], 1)
    data = exchange(port, query, sys.argv[4:] == ["tcp"])
    ident, flags, questions, answers = struct.unpack(">4H", data[:8])
    if ident != 0x4D54 or not flags & 0x8000 or questions != 1:
        raise SystemExit("that is no answer to the question")
    at = name_at(data, 12)[1] + 4
    found = []
    for _ in range(answers):
        at = name_at(data, at)[1]
        what, _, _, length = struct.unpack(">2HIH", data[at:at + 10])
        if what == TYPES[kind]:
            found.append(value(data, at + 10, length, kind))
        at += 10 + length
    print(*[CODES.get(flags & 15, flags & 15)] + sorted(found))


if sys.argv[1] == "serve":
    serve(int(sys.argv[2]), sys.argv[3])
else:
    ask()
