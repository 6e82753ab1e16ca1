"""Everything that mote does with a registry, as loud as it can, and then a search for every secret in whatever came out of it.

_secrets.py FOLDER: runs there; all that mote writes, to its files, its outputs and the arguments of its processes
is looked through for passwords, tokens, identity tokens and their forms in base64 and hexadecimal.
"""
import base64
import importlib.machinery
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../support"))
import image  # noqa: E402 # beside the tests of all kinds

loader = importlib.machinery.SourceFileLoader("fake_registry", os.path.join(HERE, "../fake/registry"))
fake = importlib.util.module_from_spec(importlib.util.spec_from_loader("fake_registry", loader))
loader.exec_module(fake)

WRONG = "a-wrong-password-4c1e77"
HELPER = """#!/bin/sh
# keeps what it is given beside the places that are searched
case $1 in
get) cat >/dev/null; cat "$KEPT" ;;
store) cat >"$KEPT" ;;
erase) cat >/dev/null; rm -f "$KEPT" ;;
esac
"""


class Runs:
    def __init__(self, folder):
        self.folder, self.number, self.tokens = folder, 0, set()
        for name in ("home", "tmp", "cache", "out", "bin", "secret"):
            os.makedirs(f"{folder}/{name}")
        with open(f"{folder}/bin/docker-credential-kept", "w", encoding="utf-8") as file:
            file.write(HELPER)
        os.chmod(file.name, 0o755)
        layout = image.image(f"{folder}/layout", image.entry("hello", b"hello"))
        del layout
        self.environment = {"PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": f"{folder}/home", "TMPDIR": f"{folder}/tmp",
                            "MOTE_CACHE_DIR": f"{folder}/cache", "LC_ALL": "C", "KEPT": f"{folder}/secret/kept"}

    def mote(self, registry, arguments, status=0, stdin="", **environment):
        """Runs it under strace, which writes down every execve with arguments and environment, and every write to a file."""
        self.number += 1
        trace = f"{self.folder}/out/{self.number}.execve"
        values = {"HOST": registry.host(), "REF": registry.host() + "/team/hello:v1", "LAYOUT": f"oci:{self.folder}/layout:latest",
                  "TARGET": f"oci:{self.folder}/out/{self.number}.layout:v1"}
        words = [re.sub("HOST|REF|LAYOUT|TARGET", lambda found: values[found[0]], word) for word in arguments.split()]
        verb, *rest = words
        patience = [] if verb == "logout" else ["--retry", "1", "--retry-delay", "0.01"]
        command = ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve", "-e", "signal=none", "-o", trace,
                   os.environ.get("MOTE", "mote"), verb, "-v", *patience, *rest]
        done = subprocess.run(command, env={**self.environment, **environment}, input=stdin, capture_output=True, text=True,
                              errors="replace", check=False, timeout=60)
        for name, text in (("stdout", done.stdout), ("stderr", done.stderr)):
            with open(f"{self.folder}/out/{self.number}.{name}", "w", encoding="utf-8") as file:
                file.write(text)
        if done.returncode != status:
            raise SystemExit(f"mote {arguments}: status {done.returncode}, wanted {status}\n{done.stderr}")
        self.tokens.update(registry.tokens)

    def registry(self, **options):
        registry = fake.Registry(options.pop("faults", ()), {}, **options)
        registry.load(f"{self.folder}/layout", "team/hello", "v1")
        return registry


def by_environment(registry, user=fake.USER, password=fake.PASSWORD):
    return {"MOTE_REGISTRY_HOST": registry.host(), "MOTE_REGISTRY_USER": user, "MOTE_REGISTRY_PASSWORD": password}


def try_everything(runs):
    for auth in ("basic", "bearer", "both"):
        registry = runs.registry(auth=auth, private=True, token_uses=4)
        runs.mote(registry, f"push LAYOUT HOST/team/{auth}:v1", **by_environment(registry))
        runs.mote(registry, f"pull HOST/team/{auth}:v1 TARGET", **by_environment(registry))
        runs.mote(registry, "copy docker://REF docker://HOST/team/copied:v1", **by_environment(registry))
        runs.mote(registry, "digest docker://REF", **by_environment(registry))
        runs.mote(registry, "inspect docker://REF", **by_environment(registry))
        runs.mote(registry, "tag REF v2", **by_environment(registry))
        runs.mote(registry, "pull REF TARGET", 1, **by_environment(registry, password=WRONG))
        runs.mote(registry, "push LAYOUT HOST/team/no:v1", 1, **by_environment(registry, fake.READER, fake.READERS_PASSWORD))
        registry.stop()
    # a login, into a helper: then nothing that is a secret may be in any file
    registry = runs.registry(auth="bearer", private=True)
    os.makedirs(f"{runs.folder}/home/.docker")
    with open(f"{runs.folder}/home/.docker/config.json", "w", encoding="utf-8") as file:
        json.dump({"credsStore": "kept"}, file)
    runs.mote(registry, "login -u ada --password-stdin HOST", stdin=fake.PASSWORD)
    with open(f"{runs.folder}/secret/kept", encoding="utf-8") as file:
        if json.load(file)["Secret"] != fake.PASSWORD:
            raise SystemExit("the helper was not given the password: this test sees nothing")
    runs.mote(registry, "push LAYOUT HOST/team/helped:v1")
    runs.mote(registry, "login -u ada --password-stdin HOST", 1, stdin=WRONG)
    runs.mote(registry, "logout HOST")
    # an identity token, which lies in a file outside of what is searched
    config = f"{runs.folder}/secret/config.json"
    entry = {"auth": base64.b64encode(b"<token>:").decode(), "identitytoken": fake.IDENTITY}
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"auths": {registry.host(): entry}}, file)
    runs.mote(registry, "push LAYOUT HOST/team/identity:v1", REGISTRY_AUTH_FILE=config)
    registry.stop()
    # answers that tempt to print what was sent
    for fault in ("* token: 500", "* token: body <html>hm</html>", "* token: 401", "GET manifest: 401", "GET manifest: 403",
                  "GET blob: cut 0", "* token: close", "GET|HEAD manifest: raw nothing\\r\\n", "GET blob: 307; Location: {elsewhere}{path}?token=x",
                  "* token: 307; Location: {elsewhere}/token"):
        registry = runs.registry(auth="bearer", private=True, faults=[fault])
        runs.mote(registry, "pull REF TARGET", 0 if "{path}" in fault else 1, **by_environment(registry))
        registry.stop()


def try_another_hosts_realm(runs):
    """The registry sends for a token to a host that is not its own: no password and no identity token goes there."""
    realm = '* /v2/: 401; WWW-Authenticate: Bearer realm="{elsewhere}/token",service="x"'
    registry = runs.registry(auth="bearer", private=True, faults=[realm])
    config = f"{runs.folder}/secret/config.json"
    with open(config, "w", encoding="utf-8") as file:
        json.dump({"auths": {registry.host(): {"identitytoken": fake.IDENTITY}}}, file)
    for who in (by_environment(registry), {"REGISTRY_AUTH_FILE": config}):
        runs.mote(registry, "pull REF TARGET", 1, **who)
        runs.mote(registry, "push LAYOUT HOST/team/no:v1", 4, **who)
    runs.mote(registry, "login -u ada --password-stdin HOST", 4, stdin=fake.PASSWORD)
    heard = [entry for entry in registry.log if entry["role"] == "elsewhere"]
    if not heard or any(entry["authorization"] or entry["received"] for entry in heard):
        raise SystemExit(f"the other host hears a credential, or nothing at all: {heard}")
    registry.stop()


def forms(secret):
    """The secret as it is, in base64 wherever it begins, in hexadecimal, and as URLs write it."""
    raw = secret.encode()
    found = {raw, raw.hex().encode(), urllib.parse.quote(secret).encode()}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + raw)
        # without the characters that depend on what stands around
        found.add(text[(0, 2, 3)[shift]:-4])
    return found


def search(runs):
    secrets = {fake.PASSWORD, fake.READERS_PASSWORD, fake.IDENTITY, WRONG, *runs.tokens}
    needles = {form: secret for secret in secrets for form in forms(secret)}
    looked, found = 0, []
    for folder, _, files in os.walk(runs.folder):
        if folder.startswith(f"{runs.folder}/secret"):
            continue
        for name in files:
            path = os.path.join(folder, name)
            with open(path, "rb") as file:
                data = file.read()
            looked += 1
            found += [f"{os.path.relpath(path, runs.folder)} has {secret}" for form, secret in needles.items() if form in data]
    if left := os.listdir(f"{runs.folder}/tmp"):
        found.append(f"left in TMPDIR: {left}")
    if not runs.tokens or looked < 3 * runs.number:
        found.append(f"nothing to search: {len(runs.tokens)} tokens, {looked} files of {runs.number} runs")
    return looked, len(secrets), found


def main():
    folder = sys.argv[1]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    runs = Runs(folder)
    try_everything(runs)
    try_another_hosts_realm(runs)
    looked, count, found = search(runs)
    for line in found:
        print(line)
    print(f"{runs.number} runs, {looked} files, {count} secrets")
    sys.exit(1 if found else 0)


main()
