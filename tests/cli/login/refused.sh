#!/bin/bash
# slow: many runs of mote
# What login and logout refuse before a registry is asked. A password that was said in the wrong place is not said again.
# shellcheck source=tests/cli/login/_home.sh
. "$SRC/tests/cli/login/_home.sh"
host=127.0.0.1:1
echo "the password in the command line"
tell mote login -u me -p "$secret" $host
tell mote login -u me "-p$secret" $host
tell mote login -u me --password="$secret" $host
tell mote login -u me --password "$secret" $host
tell mote login $host me "$secret"
tell mote login -u me $host "$secret"
tell mote login --passwords="$secret" $host
echo "what is missing"
tell mote login
tell mote login -u me $host
tell mote login $host
printf %s "$secret" | tell mote login --password-stdin $host
tell mote login -u '' --password-stdin $host
tell mote login -u "me:$(printf you)" --password-stdin $host
tell mote login -u me --password-stdin $host </dev/null
echo | tell mote login -u me --password-stdin $host
printf '%s\0x' "$secret" | tell mote login -u me --password-stdin $host
head -c 65536 /dev/zero | tr '\0' x | tell mote login -u me --password-stdin $host
echo "what is no host"
for place in '' http://h/ h/name 'h:0' -- "a b"; do
  printf %s "$secret" | tell mote login -u me --password-stdin "$place"
done
tell mote logout
tell mote logout a b
tell mote logout h/name
echo "nothing was kept"
find home -type f
