# What is not there is named with its line.
. "$SRC/tests/cli/files/_project.sh"
pack <<'YAML'
name: app
files:
  - from: site
    to: /srv
YAML
