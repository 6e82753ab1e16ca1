#!/bin/bash
# Charts, signatures and SBOMs are copied byte for byte and never parsed. All verbs have the same limits for an index.
python3 "$SRC/tests/cli/copy/_artifacts.py" || exit
tame() { sed -E 's/sha256:[0-9a-f]{64}/DIGEST/g'; }
for layout in chart signature mixed bare no-image; do
  echo "== $layout"
  digest=$(mote digest "oci:$layout:v1")
  echo "$digest" >digest
  mote inspect --raw "oci:$layout:v1" | sha256sum | sed 's/ .*//; s/^/sha256:/' | cmp - digest
  for target in oci:out archive:out.tar oci-archive:out.oci.tar dir:flat; do
    mote copy -q "oci:$layout:v1" "$target" >/dev/null && mote digest "$target" | cmp - digest
    find . -maxdepth 1 \( -name out -o -name flat \) -exec rm -r {} +
  done
  tar -tf out.tar | grep manifest.json
  for words in "inspect" "copy -q -p amd64" "diff" "digest -p amd64"; do
    case $words in
    copy*) more=oci:part ;;
    diff) more=oci:$layout:v1 ;;
    *) more= ;;
    esac
    # shellcheck disable=SC2086 # words
    mote $words "oci:$layout:v1" $more 2>&1 | tame | head -1
  done
done
mote inspect --raw -p amd64 oci:mixed:v1 | jq -c .annotations
mote inspect --json oci:mixed:v1 | jq -c '[.platforms[].platform]'
for layout in many too-many heavy again; do
  echo "== $layout"
  mote inspect --json "oci:$layout:v1" 2>&1 >shown | tame
  jq '.platforms | length' shown
  mote copy -q "oci:$layout:v1" "archive:$layout.tar" 2>&1 | tame
  mote digest -p amd64 "oci:$layout:v1" 2>&1 | tame
done
