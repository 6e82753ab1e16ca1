#!/bin/bash
# slow: many runs of mote
# Images that lie: each gives one line that names the thing and where it is, or is shown as it is and harms nobody.
# Nothing outside the image is written, by inspect or by run.
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
echo 'int main(void) { return 42; }' | static_program app
export PYTHONPATH="$SRC/tests/support" PYTHONDONTWRITEBYTECODE=1
python3 "$SRC/tests/cli/inspect/_hostile.py" || exit
mkdir outside
echo 'victim:x:7:7::/:' | tee outside/passwd >outside/kept
before=$(ls -lAR --time-style=full-iso outside; md5sum outside/*)

# The digests are of no interest here, but which of two is named may be.
tame() { sed -E "s|sha256:[0-9a-f]{64}|DIGEST|g; s|$PWD|HERE|g; s|(d/){20,}d?|DEEP/|g"; }

for layout in */; do
  layout=${layout%/}
  [ "$layout" != outside ] || continue
  case $layout in
  unpack-* | run-*) verb=run ;;
  *) verb=inspect ;;
  esac
  timeout "$HANGS_AFTER" mote inspect "oci:$layout" >shown 2>said
  status=$?
  printf '%s: %s' "$layout" "$status"
  [ ! -s said ] || printf ' %s' "$(tame <said)"
  [ "$(wc -l <said)" -le 1 ] || echo ' (more than one line)'
  LC_ALL=C grep -q '[[:cntrl:]]' shown && printf ' (control characters)'
  if [ $verb = run ]; then
    timeout "$HANGS_AFTER" mote run --entrypoint /app "oci:$layout" 2>said
    printf '; run: %s %s' "$?" "$(tame <said)"
  fi
  echo
done
echo '# what a terminal would obey is escaped in JSON too'
for layout in run-escapes-in-texts run-escapes-in-workdir run-bidi-in-workdir; do
  mote inspect --json "oci:$layout" | grep -E '"workdir"|u001B|u0007' | LC_ALL=C sed 's/[^ -~]/RAW/g'
done
echo '# a program that is cut off'
printf '\177ELFabc' >short
chmod +x short
python3 -c 'from image import *; image("cut-off", entry("cut", open("short", "rb").read(), mode=0o755), config={"config": {"Entrypoint": ["/cut"]}})'
mote run oci:cut-off 2>&1
echo "cut: $?"
[ "$before" = "$(ls -lAR --time-style=full-iso outside; md5sum outside/*)" ] || ls -lAR outside
for name in d file own; do [ ! -e $name ] || echo "$name was written"; done
