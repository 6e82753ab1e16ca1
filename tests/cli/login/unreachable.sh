#!/bin/bash
# A registry that does not answer: nothing is kept, nothing is said of the secret, and what was kept before stays.
# shellcheck source=tests/cli/login/_home.sh
. "$SRC/tests/cli/login/_home.sh"
mkdir home/.docker
echo '{"auths":{"127.0.0.1:1":{"auth":"b2xkOnB3"}}}' >home/.docker/config.json
printf '%s\n' "$secret" | tell mote login -v --retry 0 -u me --password-stdin 127.0.0.1:1 | grep -o 'Failed to connect to 127.0.0.1 port 1\|status .*\|THE SECRET.*'
cat home/.docker/config.json
grep -rF -e "$secret" . && echo "THE SECRET IS THERE"
find home -type f
