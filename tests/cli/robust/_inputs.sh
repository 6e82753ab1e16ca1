# shellcheck shell=bash
# Two programs, and a layout with the images of both.
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
echo 'static const char bulk[300000] = "app"; int main(int n, char **v) { (void)v; return bulk[n]; }' | static_program app
echo 'static const char bulk[200000] = "other"; int main(int n, char **v) { (void)v; return bulk[n]; }' | static_program other
mote pack -q -o oci:source:a other >/dev/null
mote pack -q -o oci:source:b app >/dev/null
export PYTHONPATH=$SRC/tests/cli/robust PYTHONDONTWRITEBYTECODE=1
