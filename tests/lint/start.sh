#!/usr/bin/env bash
# Each start of mote relocates all that is linked into it. OpenSSL's digests are, and its providers, with all their
# algorithms and tables, are not: one call of SHA1() or EVP_* would link them.
set -eu
cd "$(dirname "$0")/../.."
symbols=$(nm build/release/mote)
grep -q ' [tT] pipeline_build$' <<<"$symbols" || { echo "build/release/mote has no symbols to look at" >&2; exit 1; }
if grep ' [tT] ossl_default_provider_init$' <<<"$symbols"; then
  echo "build/release/mote has OpenSSL's default provider: use the low-level functions, as src/base/digest.c does" >&2
  exit 1
fi
