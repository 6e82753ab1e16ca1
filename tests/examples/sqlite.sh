#!/usr/bin/env bash
# SQLite's shell, built by its own configure and make: makes tables and asks them, in memory and in a file.
set -euo pipefail
# shellcheck source=/dev/null
. tests/examples/_make.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
archive=$scratch/sqlite3.tar

expect() { # WHAT WANTED GOT
  [ "$2" = "$3" ] || { printf '%s: expected "%s", got "%s"\n' "$1" "$2" "$3" >&2; exit 1; }
}

make_image sqlite IMAGE_FOLDER="$scratch"

layer=$(tar -xOf "$archive" manifest.json | grep -o 'blobs/sha256/[0-9a-f]*' | tail -n 1)
tar -xOf "$archive" "$layer" | tar -xzf - -C "$scratch"
mote check "$scratch/sqlite3"

expect 'the version' 3.40.1 "$(mote run "archive:$archive" :memory: 'select sqlite_version()')"
expect 'a query' $'berlin|2\noslo|1' "$(mote run "archive:$archive" :memory: <<'SQL'
create table visits (city text, day integer);
insert into visits values ('berlin', 1), ('oslo', 2), ('berlin', 3);
select city, count(*) from visits group by city order by city;
SQL
)"
expect 'full-text search and mathematics' $'two|1.0' "$(mote run "archive:$archive" :memory: <<'SQL'
create virtual table notes using fts4(title, body);
insert into notes values ('one', 'a quick fox'), ('two', 'a slow turtle');
select title, round(cos(0), 1) from notes where body match 'turtle';
SQL
)"
# what is written to a file can be read back by the same program from the host
cp "$scratch/sqlite3" "$scratch/shell"
"$scratch/shell" "$scratch/t.db" 'create table t (x); insert into t values (6*7)'
expect 'a database file' 42 "$("$scratch/shell" "$scratch/t.db" 'select x from t')"
expect 'a file in /tmp' 42 "$(mote run "archive:$archive" /tmp/t.db \
  'create table t (x); insert into t values (6*7); select x from t')"
status=0
mote run "archive:$archive" :memory: 'select missing' 2>"$scratch/error" || status=$?
expect 'the exit status of an error' 1 "$status"
grep -q 'no such column: missing' "$scratch/error"
