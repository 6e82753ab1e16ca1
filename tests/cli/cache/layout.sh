#!/bin/bash
# "cache prune oci:DIR" removes the blobs that cannot be reached from index.json, and nothing else.
python3 "$SRC/tests/cli/cache/_layout.py" || exit
blobs() { ls layout/blobs/sha256; }
wc -l <gone
mote cache prune oci:layout
blobs | diff kept -
mote cache prune layout
blobs | diff kept -
mote inspect --json oci:layout:v1 | jq '.platforms | length'

# a tag that moves to another image leaves the first image behind
mote copy -q oci:layout:v1 oci:grown:latest >/dev/null
find grown/blobs -type f | wc -l
mote copy -q -p s390x oci:layout:v1 oci:grown:latest >/dev/null
mote cache prune oci:grown | sed 's/,.*//'
find grown/blobs -type f | wc -l
mote inspect oci:grown:latest >/dev/null

# prune waits for a mote that reads or writes the layout
exec 9<grown/blobs
flock -s 9
mote cache prune oci:grown 9<&- &
prune=$!
for _ in {1..50}; do kill -0 $prune 2>/dev/null && sleep 0.01; done
exec 9<&-
wait
mote copy -q oci:layout:v1 oci:grown:v1 >/dev/null && mote cache prune oci:grown

# a stranger's layout, whose blobs are links to this one: nothing is written or removed there
before=$(find grown -type f | sort)
for place in blobs blobs/sha256; do
  rm -rf strange
  mkdir -p "strange/$place" elsewhere
  rmdir "strange/$place"
  ln -s "$PWD/grown/$place" "strange/$place"
  cp grown/oci-layout strange/
  echo '{"schemaVersion":2,"manifests":[]}' >strange/index.json
  mote cache prune oci:strange
  mote copy -q oci:layout:v1 oci:strange:v1
  find grown -type f | sort | diff <(echo "$before") -
done 2>&1
# what is read through such a link is what its digest says
cp grown/index.json strange/
mote inspect oci:strange:v1 >/dev/null || echo 'not read'

# folders that are no layout, or not a complete one
mkdir empty
mote cache prune oci:empty
mote cache prune oci:layout:v1
mote cache prune archive:layout
mote cache prune --all oci:layout
mote cache show oci:layout
rm layout/index.json
mote cache prune oci:layout
blobs | diff kept -
