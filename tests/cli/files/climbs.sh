# A path in the image must not climb.
. "$SRC/tests/cli/files/_project.sh"
put x
pack <<'YAML'
files:
  - {from: x, to: /srv/../../etc/x}
YAML
