# shellcheck shell=bash
# A home of its own, in which nothing says where credentials are. Secrets are made of pieces, so that a search for one finds
# neither this file nor the case.
unset MOTE_REGISTRY_HOST MOTE_REGISTRY_USER MOTE_REGISTRY_PASSWORD REGISTRY_AUTH_FILE XDG_RUNTIME_DIR XDG_CONFIG_HOME DOCKER_CONFIG DOCKER_AUTH_CONFIG
export HOME=$PWD/home
mkdir -p home/bin
PATH=$HOME/bin:$PATH
secret=open$(printf -- -)sesame

# helper NAME: a credential helper that keeps all in home/NAME.kept and notes in home/NAME.calls how it was called
helper() {
  cat >"home/bin/docker-credential-$1" <<'END'
#!/bin/sh
kept=$HOME/${0##*-}.kept
echo "$*" >>"$HOME/${0##*-}.calls"
case $1 in
get) if grep -qsF "\"$(cat)\"" "$kept"; then cat "$kept"; else echo credentials not found in native keychain; exit 1; fi ;;
store) cat >"$kept" ;;
erase) rm "$kept" ;;
esac
END
  chmod +x "home/bin/docker-credential-$1"
}

# tell COMMAND...: runs it, says its status, and where the secret stands that should stand nowhere
tell() {
  "$@" >out 2>err
  local status=$?
  cat out
  sed "s|$HOME|HOME|g" err
  echo "status $status"
  if grep -qF -e "$secret" out err; then echo "THE SECRET WAS SAID"; fi
}
