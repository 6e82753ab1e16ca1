#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A server that knows one answer: text in a row of one column. */
static void
serve(int listener)
{
	static const char welcome[] = "R\0\0\0\10\0\0\0\0S\0\0\0\30server_version\0"
				      "15.0\0Z\0\0\0\5I";
	static const char answer[] =
	    "T\0\0\0\32\0\1n\0\0\0\0\0\0\0\0\0\0\31\377\377\377\377\377\377\0\0"
	    "D\0\0\0\20\0\1\0\0\0\6static"
	    "C\0\0\0\15SELECT 1\0Z\0\0\0\5I";
	char message[1024];
	int client;

	/* nobody may come */
	alarm(60);
	client = accept(listener, NULL, NULL);

	if (read(client, message, sizeof(message)) <= 0 ||
	    write(client, welcome, sizeof(welcome) - 1) < 0)
		_exit(1);
	while (read(client, message, sizeof(message)) > 0 && message[0] == 'Q')
		if (write(client, answer, sizeof(answer) - 1) < 0)
			_exit(1);
	_exit(0);
}

static int
asks(const char *folder)
{
	char where[128], *secret, *quoted;
	PGconn *connection;
	PGresult *result;
	int good;

	snprintf(where, sizeof(where), "host=%s user=mote dbname=mote connect_timeout=20", folder);
	connection = PQconnectdb(where);
	result = PQexec(connection, "select n from t");
	/* which OpenSSL computes */
	secret = PQencryptPasswordConn(connection, "secret", "mote", "scram-sha-256");
	quoted = PQescapeLiteral(connection, "it's", 4);
	good = PQstatus(connection) == CONNECTION_OK && PQserverVersion(connection) == 150000 &&
	    PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1 &&
	    strcmp(PQfname(result, 0), "n") == 0 &&
	    strcmp(PQgetvalue(result, 0, 0), "static") == 0 && secret != NULL &&
	    strncmp(secret, "SCRAM-SHA-256$", 14) == 0 && quoted != NULL &&
	    strcmp(quoted, "'it''s'") == 0 && PQgetssl(connection) == NULL;
	if (!good)
		fprintf(stderr, "%s\n", PQerrorMessage(connection));
	PQclear(result);
	PQfinish(connection);
	return good;
}

/* Nobody listens there: the library says so. */
static int
fails(void)
{
	PGconn *connection = PQconnectdb("hostaddr=127.0.0.1 port=1 user=mote connect_timeout=20");
	int good = PQstatus(connection) == CONNECTION_BAD &&
	    strstr(PQerrorMessage(connection), "Connection refused") != NULL;

	PQfinish(connection);
	return good;
}

int
main(void)
{
	char folder[] = "/tmp/mote-port-libpq.XXXXXX";
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), good;

	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/.s.PGSQL.5432", folder);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 1) != 0)
		return 1;
	if (fork() == 0)
		serve(listener);
	good = asks(folder) && fails();
	unlink(address.sun_path);
	rmdir(folder);
	return !good;
}
