"""Ten registries that let anybody in, but all at the same moment, so that ten logins write the same file at once; then logouts."""
import base64
import http.server
import json
import os
import subprocess
import sys
import threading

import _basic_registry

COUNT, ROUNDS, SECRET = 10, 3, sys.argv[1]
everybody = threading.Barrier(COUNT)


class Handler(_basic_registry.Handler):
    def before_letting_in(self):
        everybody.wait(60)


def serve():
    """One port at ten addresses of this machine."""
    first = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    servers = [first, *(http.server.ThreadingHTTPServer((f"127.0.0.{n}", first.server_port), Handler) for n in range(2, COUNT + 1))]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return [f"127.0.0.{n}:{first.server_port}" for n in range(1, COUNT + 1)]


def at_once(hosts, verb, *flags, **options):
    """Those that failed."""
    children = []
    for number, host in enumerate(hosts):
        folder = os.environ["HOME"] + ("/linked" if number % 2 else "/.docker")
        environment = {**os.environ, "DOCKER_CONFIG": folder}
        children.append(subprocess.Popen(["mote", verb, "-q", *flags, host], env=environment, **options))
        if options:
            children[-1].stdin.write(SECRET.encode())
            children[-1].stdin.close()
    return [host for host, child in zip(hosts, children) if child.wait(120) != 0]


def entries():
    with open(os.environ["HOME"] + "/.docker/config.json", encoding="utf-8") as file:
        return json.load(file).get("auths", {})


hosts = serve()
wanted = {"auth": base64.b64encode(f"me:{SECRET}".encode()).decode()}
for _ in range(ROUNDS):
    refused = at_once(hosts, "login", "-u", "me", "--password-stdin", stdin=subprocess.PIPE)
    kept = entries()
    print(f"{len(refused)} logins fail, {sum(kept.get(host) == wanted for host in hosts)} of {len(kept)} entries are theirs")
    refused = at_once(hosts, "logout")
    print(f"{len(refused)} logouts fail, {len(entries())} entries are left")
