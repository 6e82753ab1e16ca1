"""Tries mote against a registry that misbehaves: _faults.py TABLE [PATTERN]

Each row of the table (its head says how they are written) has a fake registry of its own, with a folder, a cache and a
temporary folder of its own. Beside what the row says, always:

  - below a tag of the registry nothing is missing; after a failed push the tag is what it was before
  - after a pull the target is byte for byte the registry's image; after a failed one there is no target
  - no file of a cache or target that has the name of a digest has another; nothing is left in the temporary folder
  - a failure is one line of standard error that begins with "mote: ", without a secret in it
  - elsewhere no Authorization arrives; the registry has nothing to complain about
"""
import base64
import concurrent.futures
import fnmatch
import hashlib
import importlib.machinery
import importlib.util
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../support"))
import image  # noqa: E402 # beside the tests of all kinds


def load_fake():
    loader = importlib.machinery.SourceFileLoader("fake_registry", os.path.join(HERE, "../fake/registry"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("fake_registry", loader))
    loader.exec_module(module)
    return module


fake = load_fake()
MOTE = os.environ.get("MOTE", "mote")
FLAGS = {"--retry": "3", "--retry-delay": "0.01", "--timeout": "30"}
# a fault that makes mote wait is met with a short patience; every other row must not fail where the machine is busy
WAITING, IMPATIENT = re.compile(r"\b(stall|delay|drip|drip-head) "), {"--timeout": "1"}
PATIENCE, SIDE_BY_SIDE = 120, 4
SECRETS = (fake.PASSWORD, fake.IDENTITY, fake.READERS_PASSWORD)
HELPER = f"""#!/bin/sh
read -r host
[ "$1" = get ] || exit 1
printf '{{"ServerURL":"%s","Username":"{fake.USER}","Secret":"{fake.PASSWORD}"}}' "$host"
"""


class Wrong(Exception):
    pass


# ---- what is pushed and pulled

class Material:
    """Layouts, certificates and odd manifests: made once for all rows."""

    def __init__(self, folder):
        self.folder, noise = folder, random.Random(5)
        layer = image.tar(image.entry("noise", noise.randbytes(300_000)))
        greeting = image.tar(image.entry("greeting", b"hello\n"))
        self.layers = [greeting, layer]
        self.names = {"layer": image.digest_of(layer), "greeting": image.digest_of(greeting)}
        self.layout("image", lambda layout: layout.manifest(self.layers))
        self.names["config"] = self.top("image")["config"]["digest"]
        self.layout("older", lambda layout: layout.manifest([greeting]))
        self.layout("index", self.index)
        self.layout("nested", lambda layout: self.index_of(layout, self.index(layout), {**self.index(layout), "annotations": {"n": "2"}}))
        self.layout("big", lambda layout: layout.manifest([image.tar(image.entry("zeros", bytes(70 << 20)))]))
        self.layout("many", lambda layout: layout.manifest([image.tar(image.entry(f"file-{n}", b"%d" % n * 5000)) for n in range(20)]))
        self.layout("keys", lambda layout: layout.manifest([image.tar(
            image.entry("root/.ssh/id_ed25519", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"))]))
        self.layout("signed", lambda layout: layout.blob({
            "schemaVersion": 2, "mediaType": image.MANIFEST, "artifactType": "test/signature", "config": layout.blob({}, "test/empty"),
            "layers": [layout.blob(b"signed", "test/signature")],
            "subject": {"mediaType": image.MANIFEST, "digest": self.top("image")["its digest"], "size": 1}}, image.MANIFEST))
        self.names["image"] = self.top("image")["its digest"]
        self.names["signature"] = self.top("signed")["its digest"]
        self.names["big"] = self.top("big")["layers"][0]["digest"]
        self.certificates()

    def layout(self, name, make):
        layout = image.Layout(f"{self.folder}/{name}")
        layout.add_tag(make(layout), "v1")
        layout.finish()

    @staticmethod
    def index_of(layout, *children):
        return layout.blob({"schemaVersion": 2, "mediaType": image.INDEX, "manifests": list(children)}, image.INDEX)

    def index(self, layout):
        return self.index_of(layout, *({
            **layout.manifest(self.layers, {"architecture": processor}),
            "platform": {"os": "linux", "architecture": processor}} for processor in ("amd64", "arm64")))

    def top(self, name):
        with open(f"{self.folder}/{name}/index.json", encoding="utf-8") as file:
            digest = json.load(file)["manifests"][0]["digest"]
        with open(f"{self.folder}/{name}/blobs/sha256/{digest[7:]}", encoding="utf-8") as file:
            return {**json.load(file), "its digest": digest}

    def certificates(self):
        """An authority, and certificates of it: good, expired (a year ago), for another host."""
        def openssl(*arguments, clock=()):
            subprocess.run([*clock, "openssl", *arguments], cwd=self.folder, check=True, capture_output=True)
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650", "-subj", "/CN=authority of the tests")
        for name, hosts, clock in (("good", "IP:127.0.0.1,DNS:localhost", ()), ("other", "DNS:registry.example", ()),
                                   ("expired", "IP:127.0.0.1,DNS:localhost", ("faketime", "2 years ago"))):
            openssl("req", *key, "-keyout", name + ".key", "-out", name + ".csr", "-subj", f"/CN={name}", "-addext", f"subjectAltName={hosts}")
            openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "365",
                    "-copy_extensions", "copy", "-out", name + ".pem", clock=clock)

    def fill(self, registry):
        """What the registry holds at the beginning."""
        for name in ("index", "nested", "many"):
            registry.load(f"{self.folder}/{name}", "team/" + name, "v1")
        registry.load(f"{self.folder}/image", "team/hello", "v1")
        registry.load(f"{self.folder}/signed", "team/hello", None)
        schema1 = {"schemaVersion": 1, "name": "team/odd", "tag": "schema1", "architecture": "amd64", "fsLayers": [], "history": []}
        self.odd(registry, "schema1", schema1, "application/vnd.docker.distribution.manifest.v1+prettyjws")
        child = {"mediaType": image.MANIFEST, "digest": "sha256:" + "5" * 64, "size": 500, "platform": {"os": "linux", "architecture": "amd64"}}
        self.odd(registry, "childless", {"schemaVersion": 2, "mediaType": image.INDEX, "manifests": [child]}, image.INDEX)
        real = self.top("image")
        del real["its digest"]
        self.odd(registry, "short", {**real, "layers": [{**real["layers"][0], "size": 5}]}, image.MANIFEST)
        self.odd(registry, "long", {**real, "layers": [{**real["layers"][0], "size": 1 << 40}]}, image.MANIFEST)
        self.odd(registry, "two-types", {**real, "mediaType": image.INDEX}, image.MANIFEST)
        self.odd(registry, "escape", {**real, "layers": [{**real["layers"][0], "digest": "sha256:../../../../tmp/escape"}]}, image.MANIFEST)
        registry.linked |= {("team/odd", blob["digest"]) for blob in [real["config"], *real["layers"]]}

    @staticmethod
    def odd(registry, tag, content, media_type):
        registry.put_manifest("team/odd", json.dumps(content).encode(), media_type, tag)


# ---- the table

class Row:
    KEYWORDS = {"with": "settings", "fault": "faults", "mote": "commands", "then": "facts", "says": "says", "prints": "prints"}

    def __init__(self, name):
        self.name = name
        for part in self.KEYWORDS.values():
            setattr(self, part, [])

    def add(self, line):
        keyword, _, rest = line.strip().partition(" ")
        part = getattr(self, self.KEYWORDS[keyword])
        rest = rest.strip()
        part.extend(rest.split(", ") if keyword in ("with", "then") else [rest])


def read_table(path):
    rows = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line.strip() or line.startswith("#"):
                continue
            try:
                if not line.startswith(" "):
                    rows.append(Row(line))
                else:
                    rows[-1].add(line)
            except (KeyError, IndexError):
                raise SystemExit(f"{path}:{number}: no keyword is known that begins {line!r}") from None
    return rows


class Trial:
    """One row, tried."""

    def __init__(self, row, material):
        self.row, self.material, self.registry = row, material, None
        self.folder = tempfile.mkdtemp(prefix="row.", dir=material.folder)
        for name in ("tmp", "home", "cache", "bin"):
            os.mkdir(f"{self.folder}/{name}")
        self.out, self.old, self.credential = f"{self.folder}/out", None, None
        self.flags = {**FLAGS, **(IMPATIENT if any(WAITING.search(fault) for fault in row.faults) else {})}
        self.quiet, self.interrupt = ["-q"], None
        self.environment = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": f"{self.folder}/home", "TMPDIR": f"{self.folder}/tmp",
            "MOTE_CACHE_DIR": f"{self.folder}/cache", "LC_ALL": "C", "DOCKER_CONFIG": f"{self.folder}/home/.docker",
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.status, self.stdout, self.stderr, self.took = None, "", "", 0.0

    def run(self):
        options = {}
        for setting in self.row.settings:
            self.set(setting, options)
        self.registry = fake.Registry(self.row.faults, self.material.names, **options)
        try:
            self.material.fill(self.registry)
            if self.old:
                self.old = self.registry.load(f"{self.material.folder}/older", "team/new", "v1")
            self.write_credential()
            for command in self.row.commands:
                if self.status:
                    raise Wrong(f"an earlier command failed with status {self.status}")
                self.run_command(command)
            self.check()
        finally:
            self.registry.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def set(self, setting, options):
        word, _, rest = setting.partition(" ")
        folder = self.material.folder
        if setting in ("basic", "bearer", "both"):
            options["auth"] = setting
        elif setting in ("private", "referrers"):
            options[setting] = True
        elif setting in ("no mounts", "no ranges"):
            options[rest] = False
        elif word == "interrupted":
            self.interrupt = float(rest)
        elif setting == "notes":
            self.quiet = []
        elif setting == "old tag":
            self.old = True
        elif word == "tls":
            if rest == "reset":
                options["tls"] = rest
                return
            certificate = "good" if rest == "unknown" else rest
            options["tls"] = (f"{folder}/{certificate}.pem", f"{folder}/{certificate}.key")
            if rest != "unknown":
                self.flags["--ca"] = f"{folder}/ca.pem"
        elif word in ("tokens", "min-chunk", "late"):
            options[{"tokens": "token_uses", "min-chunk": "min_chunk", "late": "late"}[word]] = float(rest) if "." in rest else int(rest)
        elif word in ("deletes", "pages"):
            options[word] = {"endless": -1, "heavy": -2}.get(rest) or (int(rest) if word == "pages" else rest)
        elif word == "locations":
            options[word] = rest
        elif word == "as":
            self.credential = rest
        else:
            raise Wrong(f"no setting is called {setting!r}")

    def write_credential(self):
        if not self.credential:
            return
        who, _, where = self.credential.partition(" by ")
        user, password = {"ada": (fake.USER, fake.PASSWORD), "eve": (fake.READER, fake.READERS_PASSWORD),
                          "wrong": (fake.USER, "a-wrong-password-4c1e")}[who]
        host = self.registry.host()
        if not where:
            self.environment |= {"MOTE_REGISTRY_HOST": host, "MOTE_REGISTRY_USER": user, "MOTE_REGISTRY_PASSWORD": password}
            return
        entry = {"auth": base64.b64encode(f"{user}:{password}".encode()).decode()}
        if where == "identity":
            entry = {"auth": base64.b64encode(b"<token>:").decode(), "identitytoken": fake.IDENTITY}
        config = {"auths": {host: entry}}
        if where == "helper":
            config = {"credHelpers": {host: "tests"}}
            with open(f"{self.folder}/bin/docker-credential-tests", "w", encoding="utf-8") as file:
                file.write(HELPER)
            os.chmod(file.name, 0o755)
        if where == "failing helper":
            config = {"credsStore": "failing", "auths": None}
            with open(f"{self.folder}/bin/docker-credential-failing", "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\necho no keyring here\nexit 1\n")
            os.chmod(file.name, 0o755)
        if where == "variable":
            self.environment["DOCKER_AUTH_CONFIG"] = json.dumps(config)
            config = {"auths": {host: None}}
        if where == "no helper":
            config = {"credHelpers": {host: "that-is-not-there"}}
        os.mkdir(self.environment["DOCKER_CONFIG"])
        with open(self.environment["DOCKER_CONFIG"] + "/config.json", "w", encoding="utf-8") as file:
            json.dump(config, file)

    def word(self, word):
        host, folder = self.registry.host(), self.material.folder
        for name, value in (("IMAGE", "image"), ("INDEX", "index"), ("BIG", "big"), ("KEYS", "keys"), ("OLDER", "older")):
            if word == name:
                return f"oci:{folder}/{value}:v1"
        word = re.sub(r"\bREF\b", f"{host}/team/hello:v1", word)
        word = re.sub(r"\bNEW\b", f"{host}/team/new:v1", word)
        word = re.sub(r"\bOUT\b", f"oci:{self.out}:v1", word)
        word = re.sub(r"\bNOWHERE\b", "127.0.0.1:9", word)
        word = re.sub(r"\bELSEWHERE\b", self.registry.host("elsewhere"), word)
        return re.sub(r"\bHOST\b", host, word)

    def run_command(self, command):
        verb, *rest = command.split()
        self.took = 0.0
        # KEY=VALUE words are the command's environment
        environment = dict(self.environment)
        while "=" in verb:
            name, value = verb.split("=", 1)
            environment[name], (verb, *rest) = self.word(value), rest
        flags = [word for flag, value in self.flags.items() if flag not in rest for word in (flag, value)]
        arguments = [MOTE, verb, *self.quiet, *flags, *(self.word(word) for word in rest)]
        password = {"wrong": "a-wrong-password-4c1e"}.get(self.credential, fake.PASSWORD)
        start = time.monotonic()
        process = subprocess.Popen(arguments, cwd=self.folder, env=environment, text=True, errors="replace", stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if self.interrupt:
            self.wait_for_fault(process)
            start = time.monotonic()
            process.send_signal(signal.SIGINT)
        try:
            self.stdout, self.stderr = process.communicate(password if verb == "login" else "", timeout=PATIENCE + 1)
        except subprocess.TimeoutExpired:
            process.kill()
            self.stdout, self.stderr = process.communicate()
        self.took = time.monotonic() - start
        self.status = process.returncode
        if self.took > PATIENCE:
            raise Wrong(f"it does not end within {PATIENCE} s")

    def wait_for_fault(self, process):
        """Until the process has met its first fault, and then so long as the row says."""
        end = time.monotonic() + PATIENCE
        while self.row.faults and not any(fault.seen for fault in self.registry.faults):
            if process.poll() is not None or time.monotonic() > end:
                break
            time.sleep(0.01)
        time.sleep(self.interrupt)

    # ---- what must hold

    def check(self):
        if "exit" not in " ".join(self.row.facts):
            raise Wrong("the row does not say the exit status")
        for fact in self.row.facts:
            self.check_fact(fact)
        for pattern in self.row.says:
            self.match(pattern, self.stderr, "stderr")
        for pattern in self.row.prints:
            self.match(pattern, self.stdout, "stdout")
        self.check_message()
        self.check_registry()
        self.check_published()
        self.check_target()
        self.check_files()

    def match(self, pattern, text, what):
        for name, digest in self.material.names.items():
            pattern = pattern.replace("{" + name + "}", digest)
        pattern = pattern.replace("{host}", self.registry.host()).replace("{elsewhere}", self.registry.url("elsewhere"))
        if not fnmatch.fnmatchcase(text.strip(), pattern):
            raise Wrong(f"{what} is not as wanted: {pattern}")

    def check_fact(self, fact):
        found = re.match(r"(.+?) (<=|>=|<|>)?\s?(\d+(?:\.\d+)?)(k?)$", fact)
        if not found:
            raise Wrong(f"no fact: {fact!r}")
        what, sign, wanted = found[1], found[2] or "==", float(found[3]) * (1000 if found[4] else 1)
        got = self.measure(what)
        holds = {"==": got == wanted, "<": got < wanted, ">": got > wanted, "<=": got <= wanted, ">=": got >= wanted}[sign]
        if not holds:
            raise Wrong(f"{fact}: it is {got:g}")

    def measure(self, what):
        log = self.registry.log
        if what == "exit":
            return self.status
        if what == "took":
            return self.took
        if what == "handshakes":
            return len(self.registry.handshakes)
        if what == "connections":
            return len({entry["connection"] for entry in log})
        if what == "requests":
            return len(log)
        words = what.split()
        count_bytes = words[0] == "bytes"
        words = words[1:] if count_bytes else words
        elsewhere = words[0] == "elsewhere"
        methods, name = words[1:] if elsewhere else words
        pattern = fake.pattern_of(name, self.material.names)
        chosen = [entry for entry in log if (entry["role"] == "elsewhere") == elsewhere and pattern.search(entry["path"])
                  and (methods == "*" or entry["method"] in methods.split("|"))]
        return sum(entry["sent"] + entry["received"] for entry in chosen) if count_bytes else len(chosen)

    def check_message(self):
        tokens = list(self.registry.tokens)
        for secret in (*SECRETS, *tokens):
            if secret in self.stderr or secret in self.stdout:
                raise Wrong(f"a secret is printed: {secret}")
        if any(unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") and letter != "\n" for letter in self.stderr):
            raise Wrong("what is said has control characters, or such as turn its direction")
        if self.status == 0:
            return
        if self.status not in (1, 2, 3, 4, 130):
            raise Wrong(f"exit status {self.status}")
        errors = [line for line in self.stderr.splitlines() if line.startswith("mote: ")]
        if len(errors) != 1 or not self.stderr.rstrip().endswith(errors[0]):
            raise Wrong(f"{len(errors)} lines of errors, or not the last line")
        if not self.row.says:
            raise Wrong("the row does not say what the failure says")
        if self.stdout:
            raise Wrong("a failure prints to stdout")
        if len(self.stderr) > 1200:
            raise Wrong("the failure is too long")

    def check_registry(self):
        for complaint in self.registry.complaints:
            raise Wrong("the registry complains: " + complaint)
        for bug in self.registry.bugs:
            raise Wrong("the fake registry has a bug: " + bug)
        for entry in self.registry.log:
            if entry["role"] == "elsewhere" and entry["authorization"] and "--realm" not in " ".join(self.row.commands):
                raise Wrong("elsewhere an Authorization arrived")

    def check_published(self):
        for digest in self.registry.incomplete():
            if ("team/odd", digest) not in self.registry.linked and digest not in ("sha256:" + "5" * 64, "sha256:../../../../tmp/escape"):
                raise Wrong(f"a tag names what is not there: {digest}")
        words = " ".join(self.row.commands).split()
        if not any(word.endswith("NEW") for word in words):
            return
        now = self.registry.tags.get(("team/new", "v1"))
        if self.status != 0:
            if now != self.old:
                raise Wrong(f"after the failure the tag is {now}, before it was {self.old}")
            return
        name = next((name.lower() for name in words if name in ("IMAGE", "INDEX", "BIG", "KEYS")), "image")
        if now != self.material.top(name)["its digest"]:
            raise Wrong(f"the tag is {now}")

    def check_target(self):
        if not any(word.endswith("OUT") for command in self.row.commands for word in command.split()):
            return
        if self.status != 0:
            if os.path.exists(self.out):
                raise Wrong(f"after the failure the target is there: {os.listdir(self.out)}")
            return
        with open(self.out + "/index.json", encoding="utf-8") as file:
            descriptor = json.load(file)["manifests"][0]
        source = next(found[1] for word in self.row.commands[-1].split()
                      if (found := re.search(r"\b(REF|NEW|(?:HOST|127.0.0.2:1)/[\w/]+):?", word)))
        repository = {"REF": "team/hello", "NEW": "team/new"}.get(source, source.split("/", 1)[-1])
        wanted = self.registry.tags[repository, "v1"]
        if descriptor["digest"] != wanted:
            raise Wrong(f"the target is {descriptor['digest']}, the registry's tag {wanted}")
        self.check_whole(repository, wanted)

    def check_whole(self, repository, digest):
        """All below the digest is in the target; that it has the right bytes is seen in check_files."""
        path = f"{self.out}/blobs/sha256/{digest[7:]}"
        if not os.path.exists(path):
            raise Wrong(f"the target lacks {digest}")
        if (repository, digest) not in self.registry.manifests:
            return
        content = json.loads(self.registry.manifests[repository, digest][1])
        for each in [content.get("config"), *content.get("layers", []), *content.get("manifests", [])]:
            if each:
                self.check_whole(repository, each["digest"])

    def check_files(self):
        if left := os.listdir(f"{self.folder}/tmp"):
            raise Wrong(f"left in the temporary folder: {left}")
        for folder, _, files in os.walk(self.folder):
            for name in files:
                path = os.path.join(folder, name)
                if re.fullmatch("[0-9a-f]{64}", name) and f"{os.sep}sha256" in folder:
                    with open(path, "rb") as file:
                        if hashlib.file_digest(file, "sha256").hexdigest() != name:
                            raise Wrong(f"{os.path.relpath(path, self.folder)} has another digest")

    def story(self):
        """What happened, for who has to find out why."""
        lines = [f"mote {command}" for command in self.row.commands]
        lines += ["| " + line for line in (self.stdout + self.stderr).splitlines()]
        for entry in self.registry.log if self.registry else []:
            parts = [entry["role"], entry["method"], entry["path"][:150], entry["status"] or "-", f"{entry['received']}/{entry['sent']} bytes"]
            parts += [entry[name] for name in ("authorization", "range", "content_range") if entry[name]]
            lines.append("> " + " ".join(map(str, parts)))
        if len(lines) > 45:
            lines[30:-15] = ["..."]
        return lines


def try_row(row, material):
    """What is wrong with the row, or None; said at once."""
    trial = Trial(row, material)
    try:
        trial.run()
    except Wrong as wrong:
        print(f"FAIL  {row.name}: {wrong}", flush=True)
        return "\n    ".join([f"{row.name}: {wrong}", *trial.story()])
    print(f"ok    {row.name} ({trial.took:.2f} s)", flush=True)
    return None


def main():
    rows = read_table(sys.argv[1])
    pattern = sys.argv[2] if len(sys.argv) > 2 else "*"
    with tempfile.TemporaryDirectory(prefix="mote-faults.") as folder:
        material = Material(folder)
        chosen = [row for row in rows if fnmatch.fnmatchcase(row.name, pattern)]
        # most of them wait most of the time
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            reports = [report for report in pool.map(lambda row: try_row(row, material), chosen) if report]
    print("\n" + "\n".join(reports))
    print(f"{len(chosen) - len(reports)} rows hold, {len(reports)} do not")
    sys.exit(1 if reports or not chosen else 0)


main()
