"""An executable for linux/amd64 of 4,096 bytes with one thing wrong: _executable.py FILE [MEMBER=VALUE...]

Members of the ELF header: type machine version entry phoff shoff flags ehsize phentsize phnum shentsize shnum
shstrndx. `segment` adds a program header, `section` a section header, of numbers with commas. `size` cuts or
pads the file, `poke` puts bytes: AT,HEX.
"""

import struct
import sys

HEADER = ["type", "machine", "version", "entry", "phoff", "shoff", "flags", "ehsize", "phentsize", "phnum",
          "shentsize", "shnum", "shstrndx"]
SEGMENTS, SECTIONS, CODE = 0x40, 0x800, 0x700
LOAD, DYNAMIC, INTERP, NOTE, STACK = 1, 2, 3, 4, 0x6474E551


def numbers(text):
    return [int(number, 0) for number in text.split(",")]


path, changes = sys.argv[1], [change.split("=", 1) for change in sys.argv[2:]]
# type, flags, offset, address, physical address, size in file, in memory, alignment
segments = [
    [LOAD, 5, 0, 0x200000, 0x200000, 0x1000, 0x1000, 0x1000],
    [STACK, 6, 0, 0, 0, 0, 0, 16],
]
sections = []
for name, value in changes:
    if name == "segment":
        segments.append(numbers(value))
    if name == "segments":
        segments = [numbers(one) for one in value.split("/")]
    if name == "section":
        sections.append(numbers(value))
header = {
    "type": 2, "machine": 62, "version": 1, "entry": 0x200000 + CODE, "phoff": SEGMENTS, "shoff": SECTIONS if sections else 0,
    "flags": 0, "ehsize": 64, "phentsize": 56, "phnum": len(segments), "shentsize": 64, "shnum": len(sections),
    "shstrndx": 0,
}
header.update({name: int(value, 0) for name, value in changes if name in HEADER})
image = bytearray(0x1000)
image[0:16] = b"\x7fELF\x02\x01\x01" + bytes(9)
image[16:64] = struct.pack("<HHIQQQIHHHHHH", *(header[name] for name in HEADER))
for i, segment in enumerate(segments):
    at = SEGMENTS + 56 * i
    image[at : at + 56] = struct.pack("<IIQQQQQQ", *segment)
for i, section in enumerate(sections):
    at = SECTIONS + 64 * i
    image[at : at + 64] = struct.pack("<IIQQQQIIQQ", *section)
image[CODE : CODE + 9] = bytes.fromhex("b83c0000000f05ebfe")
size = None
for name, value in changes:
    if name == "poke":
        at, content = value.split(",")
        content = bytes.fromhex(content)
        image[int(at, 0) : int(at, 0) + len(content)] = content
    if name == "size":
        size = int(value, 0)
with open(path, "wb") as file:
    file.write(image if size is None else image[:size].ljust(size, b"\0"))
