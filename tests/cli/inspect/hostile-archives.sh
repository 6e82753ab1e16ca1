#!/bin/bash
# slow: many runs of mote
# Archives that lie: one line that names the archive, nothing written outside, nothing left in TMPDIR.
python3 "$SRC/tests/cli/inspect/_hostile_archives.py" || exit
mkdir outside
echo kept >outside/kept
for archive in *.tar *.tar.gz; do
  timeout "$HANGS_AFTER" mote inspect "archive:$archive" >shown 2>said
  printf '%s: %s %s\n' "$archive" "$?" "$(sed -E 's|sha256:[0-9a-f]{64}|DIGEST|g; s|[0-9]{10}|N|' said)"
  [ "$(wc -l <said)" -le 1 ] || echo '  more than one line'
  [ -s said ] || head -n 1 shown
done
ls -A outside
cat outside/kept
