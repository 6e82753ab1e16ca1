#!/bin/bash
# At a terminal login asks, does not show what is typed, and leaves the terminal as it was; also when it is interrupted.
# shellcheck source=tests/cli/login/_home.sh
. "$SRC/tests/cli/login/_home.sh"
python3 "$SRC/tests/cli/login/_terminal.py" "$secret"
find home -type f
