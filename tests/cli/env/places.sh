# Where mote keeps and looks for files, and which variable decides.
export HOME="$PWD/home" MOTE_CACHE_DIR="$PWD/cache" XDG_RUNTIME_DIR="$PWD/run"
unset MOTE_TOOLCHAIN_DIR XDG_CACHE_HOME XDG_CONFIG_HOME REGISTRY_AUTH_FILE DOCKER_CONFIG SSL_CERT_FILE
mkdir -p cache/build home/.docker
echo '{}' >home/.docker/config.json
mote env | grep -E '^(PLACE|cache|build-cache|toolchains|credentials|login)' | sed "s,$PWD,.,"
echo "-- one path, for scripts"
mote env build-cache login | sed "s,$PWD,.,"
echo "-- a variable that names a folder of toolchains is the only one"
MOTE_TOOLCHAIN_DIR=/opt/t mote env | grep -E '^(toolchains|ports)'
echo "-- bubblewrap: mote's own, and that of PATH, if it is named by an absolute path"
mkdir -p bin && touch bin/bwrap && chmod +x bin/bwrap
PATH=$PWD/bin MOTE_TOOLCHAIN_DIR=/opt/t "$MOTE" env | sed -n "s,$PWD,.,; /^bubblewrap/p"
PATH=bin MOTE_TOOLCHAIN_DIR=/opt/t "$MOTE" env | sed -n '/^bubblewrap/p'
rm -r bin
echo "-- for programs"
mote env --json | jq -c '.[] | select(.name == "credentials" or .name == "debug") | [.name, .use, (.paths | map([.exists, .variable]))]'
[ "$(mote env --json | jq length)" = "$(mote env | awk 'NR > 1 { print $1 }' | sort -u | wc -l)" ] && echo "both list the same places"
echo "-- without a home"
env -u MOTE_CACHE_DIR -u XDG_RUNTIME_DIR HOME= mote env | grep -E '^(cache|credentials|sources)'
echo "-- mistakes"
mote env toolchain
mote env cache nonsense
mote env --json cache
env -u MOTE_CACHE_DIR HOME= mote env cache
echo $?
