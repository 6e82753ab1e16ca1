#!/bin/bash
# The schema is one of draft 2020-12. It accepts each mote.yaml of the examples and of the manual, and the good ones of the
# fuzz corpus. It refuses wrong structures: every row of spec/bad-keys.sh but those that only mote can know.
mote schema >schema.json || exit
python3 -B "$SRC/tests/cli/schema/_validate.py" schema.json "$SRC"
