#!/bin/bash
# Each key of mote.yaml is in mote.yaml(5), and in the dictionary with which the reader of mote.yaml is fuzzed.
keys=$(mote schema | jq -r '.. | objects | .properties? // empty | keys[]' | sort -u)
for key in $keys; do
  grep -qE "^\.It Cm $key( |$)" "$SRC/docs/mote.yaml.5" || echo "mote.yaml(5) does not describe \"$key\""
  grep -qF "=\"$key:" "$SRC/tests/fuzz/spec.dict" || echo "tests/fuzz/spec.dict lacks \"$key\""
done
[ "$(wc -w <<<"$keys")" -ge 40 ] || echo "the schema has few keys: $keys"
