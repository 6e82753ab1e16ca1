#!/bin/bash
# Ten logins at once, half of them through a link to the file, and ten logouts: none undoes what another wrote, and nothing
# but the file is left.
# shellcheck source=tests/cli/login/_home.sh
. "$SRC/tests/cli/login/_home.sh"
mkdir home/.docker home/linked
echo '{"psFormat":"x"}' >home/.docker/config.json
ln -s ../.docker/config.json home/linked/config.json
python3 "$SRC/tests/cli/login/_together.py" "$secret"
find home -mindepth 1 -not -path home/bin | sort
stat -c %a home/.docker/config.json
cat home/.docker/config.json
