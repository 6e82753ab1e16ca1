# An unknown zone names the nearest.
. "$SRC/tests/cli/files/_project.sh"
pack <<'YAML'
with: [{tz: [Europe/Berln]}]
YAML
