#!/bin/bash
# Names are bytes, whatever language they are in and whatever the locale says: none is converted.
cat >make.py <<'PYTHON'
import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True
from image import entry, hard_link, image, link

image("layout", entry("etc/grüße", b"x", uname="jürgen", gname="größe"), entry("日本/語.txt", b"y"), hard_link("日本/同", "日本/語.txt"),
    link("λ", "日本/語.txt"), entry("latin-1-\udcfc", b"z"), entry("long/" + "ж" * 90, b"w"))
PYTHON
python3 make.py || exit
mote copy -q oci:layout rootfs:tree.tar >/dev/null
LC_ALL=C.UTF-8 tar --quoting-style=literal -tvf tree.tar
mote inspect --json oci:layout | jq -r '.platforms[].files[].path | select(.)'
for locale in C C.UTF-8 de_DE.ISO-8859-1; do
  LC_ALL=$locale mote copy -q oci:layout rootfs:again.tar >/dev/null
  cmp tree.tar again.tar
done
