# shellcheck shell=bash
# What the cases of this folder pack: "app" of this machine, and what each test says of an image.
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
echo 'int main(void) { return 42; }' | static_program app

# The reference on stdin, its digest not told.
undigested() { sed -E 's/@sha256:[0-9a-f]{64}$/@DIGEST/'; }

# Errors that name no platform: the cases are the same on all.
unplatformed() { sed -E 's|linux/[a-z0-9/]+|PLATFORM|'; }
