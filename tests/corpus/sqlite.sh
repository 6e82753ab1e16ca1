#!/usr/bin/env bash
# SQLite's shell makes tables and asks them, in memory and in a file; tests/examples/sqlite.sh asks more of it.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh

equal 'the version' 3.40.1 "$(program :memory: 'select sqlite_version()')"
equal 'a query of a file' $'berlin|2\noslo|1' "$(program /data/visits.db <<'SQL'
create table visits (city text, day integer);
insert into visits values ('berlin', 1), ('oslo', 2), ('berlin', 3);
select city, count(*) from visits group by city order by city;
SQL
)"
equal 'full-text search' two "$(program :memory: <<'SQL'
create virtual table notes using fts4(title, body);
insert into notes values ('one', 'a quick fox'), ('two', 'a slow turtle');
select title from notes where body match 'turtle';
SQL
)"
