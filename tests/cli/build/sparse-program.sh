#!/bin/bash
# A program with a section that is one large hole takes no more room in mote's hands than in those of its build.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
cat >a.c <<'END'
int main(void) { return 42; }
END
cat >mote.yaml <<'END'
name: a
build:
  run:
    - $CC $CFLAGS $LDFLAGS -o a a.c
    - python3 grow.py a
  output: a
  limits: {disk: 100MiB}
END
# a section that is not loaded gets three gigabytes behind the end of the file
cat >grow.py <<'END'
import struct
import sys

with open(sys.argv[1], "r+b") as file:
    file.seek(0, 2)
    end = file.tell()
    file.seek(40)
    table = struct.unpack("<Q", file.read(8))[0]
    file.seek(58)
    size, count = struct.unpack("<HH", file.read(4))
    for i in range(count):
        at = table + i * size
        file.seek(at)
        name, kind, flags, address, offset, length = struct.unpack("<IIQQQQ", file.read(40))
        if kind == 1 and not flags & 2:
            file.seek(at + 24)
            file.write(struct.pack("<QQ", end, 3 << 30))
            break
    else:
        raise SystemExit("there is no such section")
    file.truncate(end + (3 << 30))
END
before=$(df --output=used -k "$TMPDIR" | tail -1)
timeout "$HANGS_AFTER" mote build -q --root host -p amd64 -o oci:out 2>said >printed &
build=$!
most=0
while kill -0 $build 2>/dev/null; do
  now=$(($(df --output=used -k "$TMPDIR" | tail -1) - before))
  [ $now -le $most ] || most=$now
  sleep 0.1
done
wait $build
echo "status $?"
cat said
[ $most -le 2500000 ] || echo "mote wrote $most kB"
