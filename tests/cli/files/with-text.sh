# The pieces of `with:` that are text of mote.
. "$SRC/tests/cli/files/_project.sh"
pack <<'YAML'
with: [tmp, passwd, nsswitch]
YAML
list
tar -xOf layer.tar etc/passwd etc/group etc/nsswitch.conf
