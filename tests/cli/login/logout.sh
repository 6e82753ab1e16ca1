#!/bin/bash
# What login kept is taken away from every place where it is looked for, and nothing else.
# shellcheck source=tests/cli/login/_home.sh
. "$SRC/tests/cli/login/_home.sh"
mkdir -p home/.docker home/.config/containers
cat >home/.docker/config.json <<'END'
{"psFormat":"x","auths":{"localhost:5000":{"auth":"dTpw"},"https://index.docker.io/v1/":{"auth":"dTpw"},"localhost":{"auth":"dTpw"}},"a":[1]}
END
echo '{"auths":{"localhost:5000":{"auth":"dTpw"},"localhost:5000/team":{"auth":"dTpw"}}}' >home/.config/containers/auth.json
chmod 644 home/.docker/config.json
tell mote logout localhost:5000
cat home/.docker/config.json home/.config/containers/auth.json
stat -c %a home/.docker/config.json
tell mote logout localhost:5000
tell mote logout docker.io
cat home/.docker/config.json
echo "by a helper"
helper one
echo '{"ServerURL":"h","Username":"me","Secret":"'"$secret"'"}' >home/one.kept
echo '{"credHelpers":{"h":"one"}}' >home/.docker/config.json
tell mote logout h
cat home/one.calls
[ -e home/one.kept ] || echo "it keeps nothing"
tell mote logout h
echo "by a helper that is not there"
echo '{"credsStore":"gone"}' >home/.docker/config.json
tell mote logout h
echo "a file that cannot be read"
echo '{"auths":{"h":{"auth":"'"$secret"'"' >home/.docker/config.json
tell mote logout h
echo "variables stay"
echo '{"auths":{"h":{"auth":"dTpw"}}}' >home/.docker/config.json
MOTE_REGISTRY_HOST=h MOTE_REGISTRY_USER=me MOTE_REGISTRY_PASSWORD=$secret tell mote logout h
