# Fifos, sockets and devices stay outside.
. "$SRC/tests/cli/files/_project.sh"
put site/index.html
mkfifo site/pipe
pack <<'YAML'
files:
  - {from: site, to: /srv}
YAML
