#!/usr/bin/env bash
# A registry that misbehaves: each row of faults.table is what goes wrong, what mote does then and what it says.
#   tests/registry/faults.sh [PATTERN]      only the rows whose names match
set -eu
: "${SRC:=$PWD}"
command -v faketime >/dev/null || { echo "faketime is missing: toolchain/install-packages peers" >&2; exit 1; }
exec python3 "$SRC/tests/registry/_faults.py" "$SRC/tests/registry/faults.table" "${1:-*}"
