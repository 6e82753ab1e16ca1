# Several files do not fit one name.
. "$SRC/tests/cli/files/_project.sh"
put a.conf b.conf
pack <<'YAML'
files:
  - {from: "*.conf", to: /etc/app.conf}
YAML
