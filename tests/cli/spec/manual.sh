#!/bin/bash
# mote.yaml(5) names every key that mote reads, and mote reads its examples: a wrong SOURCE_DATE_EPOCH is found
# only when a file was understood. Nothing else is printed when all is well.
manual=$SRC/docs/mote.yaml.5
keys=$(sed -n 's/^ *{"\([a-z-]*\)", SECTION_.*/\1/p' "$SRC/src/spec/spec_keys.c")
echo "$keys" | wc -l
for key in $keys; do
  grep -q "^\.It Cm $key :" "$manual" || echo "not in the manual: $key"
done
for n in 1 2 3 4; do
  awk -v n=$n '/^\.Bd/ { at++; on = 1; next } /^\.Ed/ { on = 0 } on && at == n' "$manual" >mote.yaml
  grep -c . mote.yaml
  SOURCE_DATE_EPOCH=now mote build
  SOURCE_DATE_EPOCH=now mote build --target=full
  SOURCE_DATE_EPOCH=now mote build --target=bare
done
