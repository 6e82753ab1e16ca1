#!/usr/bin/env bash
# A static mote speaks TLS as an ordinary one, which has all of OpenSSL: with servers of each version, certificate, cipher and
# key exchange, with certificates of its own, and where a server is not to be trusted.
set -euo pipefail
# shellcheck source=/dev/null
. tests/support/static.sh
: "${static_target:?}" "${static_other:?}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# an emulator is slow: it has a few rows
emulated="$(emulator_of "$static_other") build/static/$static_other/mote"
PYTHONPATH=tests/support PYTHONDONTWRITEBYTECODE=1 python3 -W ignore tests/static/_tls.py "$work" build/release/mote "build/static/$static_target/mote" "$emulated"
