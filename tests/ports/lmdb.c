#include <errno.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
wrote(MDB_env *environment)
{
	MDB_val key = {3, "key"}, value = {7, "static"};
	MDB_txn *change;
	MDB_dbi table;

	return mdb_txn_begin(environment, NULL, 0, &change) == 0 && mdb_dbi_open(change, NULL, 0, &table) == 0 &&
	    mdb_put(change, table, &key, &value, 0) == 0 && mdb_txn_commit(change) == 0;
}

static int
reads(MDB_env *environment)
{
	MDB_val key = {3, "key"}, value;
	MDB_txn *look;
	MDB_dbi table;
	int good = mdb_txn_begin(environment, NULL, MDB_RDONLY, &look) == 0 && mdb_dbi_open(look, NULL, 0, &table) == 0 &&
	    mdb_get(look, table, &key, &value) == 0 && value.mv_size == 7 && strcmp(value.mv_data, "static") == 0;

	mdb_txn_abort(look);
	return good;
}

/* With locks, but under qemu-user: that knows no mutexes that outlive their holder. */
static int
opens(MDB_env **environment, const char *folder, unsigned flags)
{
	int error = mdb_env_create(environment);

	if (error == 0)
		error = mdb_env_open(*environment, folder, flags, 0600);
	if (error != ENOSYS)
		return error == 0;
	mdb_env_close(*environment);
	return mdb_env_create(environment) == 0 && mdb_env_open(*environment, folder, flags | MDB_NOLOCK, 0600) == 0;
}

int
main(void)
{
	char folder[] = "/tmp/mote-port-lmdb.XXXXXX", path[64];
	MDB_env *environment;
	int good;

	if (mkdtemp(folder) == NULL)
		return 1;
	good = opens(&environment, folder, 0) && wrote(environment);
	mdb_env_close(environment);
	good = good && opens(&environment, folder, MDB_RDONLY) && reads(environment);
	snprintf(path, sizeof(path), "%s/data.mdb", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/lock.mdb", folder);
	unlink(path);
	rmdir(folder);
	return !good;
}
