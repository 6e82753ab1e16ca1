# A glob that matches nothing is an error.
. "$SRC/tests/cli/files/_project.sh"
put site/index.html
pack <<'YAML'
files:
  - {from: site/*.css, to: /srv/}
YAML
