#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
runs(sqlite3 *database, const char *text)
{
	return sqlite3_exec(database, text, NULL, NULL, NULL) == SQLITE_OK;
}

static int
answers(sqlite3 *database, const char *text, const char *answer)
{
	sqlite3_stmt *statement = NULL;
	int good = sqlite3_prepare_v2(database, text, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW &&
	    strcmp((const char *)sqlite3_column_text(statement, 0), answer) == 0;

	sqlite3_finalize(statement);
	return good;
}

int
main(void)
{
	char file[] = "/tmp/mote-port-sqlite3.XXXXXX";
	sqlite3 *database;
	int good;

	if (close(mkstemp(file)) != 0 || sqlite3_open(":memory:", &database) != SQLITE_OK || !sqlite3_threadsafe())
		return 1;
	good = runs(database, "create table t(n integer primary key, x real, s text); insert into t values (1, 0.5, 'one'), (2, 1.25, 'two')") &&
	    answers(database, "select group_concat(s || ':' || x, ' ') from t", "one:0.5 two:1.25") &&
	    answers(database, "select json_extract('{\"a\": [1, 2]}', '$.a[1]')", "2") &&
	    runs(database, "create virtual table f using fts5(body); insert into f values ('a static program'), ('a dynamic one')") &&
	    answers(database, "select body from f where f match 'static'", "a static program") &&
	    runs(database, "create virtual table r using rtree(id, x0, x1); insert into r values (7, 1, 2)") &&
	    answers(database, "select id from r where x0 >= 1", "7");
	/* onto a disk, and back */
	good = good && sqlite3_close(database) == SQLITE_OK && sqlite3_open(file, &database) == SQLITE_OK &&
	    runs(database, "pragma journal_mode = wal; create table t(n); insert into t values (42)") &&
	    sqlite3_close(database) == SQLITE_OK && sqlite3_open(file, &database) == SQLITE_OK && answers(database, "select n from t", "42") &&
	    sqlite3_close(database) == SQLITE_OK;
	unlink(file);
	return !good;
}
