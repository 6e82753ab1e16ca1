# shellcheck shell=bash
# What the cases of this folder look at: "app" of this machine, the same on every one but for its platform.
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
echo 'int main(void) { return 42; }' | static_program app

# Without digests, and without the sizes that depend on the processor.
tame() { sed -E 's|sha256:[0-9a-f]{64}|DIGEST|g; s|linux/[a-z0-9/]+ |PLATFORM |; s/[0-9.]+ kB/N kB/g; s/DIGEST [0-9]+$/DIGEST N/; s|[0-9]+ /app|N /app|'; }
