# Two entries for one path name both lines.
. "$SRC/tests/cli/files/_project.sh"
put one/x two/x
pack <<'YAML'
files:
  - {from: one, to: /srv}
  - {from: two, to: /srv}
YAML
