"""What must hold of an output whatever happened to the mote that wrote it: the one before, or the new one, whole."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile

LITTER = re.compile(r"\.mote-|^\.lifted-|^mote-")
TMP = os.environ["TMPDIR"]


def mote(*arguments, **other):
    """Its status, and what it said."""
    other.setdefault("stdout", subprocess.DEVNULL)
    done = subprocess.run(["mote", *arguments], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, **other)
    return done.returncode, done.stderr.decode()


def fetch_blob(read, descriptor):
    algorithm, digest = descriptor["digest"].split(":")
    data = read(f"blobs/{algorithm}/{digest}")
    assert len(data) == descriptor["size"], "a blob has another size"
    assert hashlib.sha256(data).hexdigest() == digest, "a blob has other bytes"
    return data


def walk(read, descriptor):
    """Every blob that can be reached is there with its bytes."""
    data = fetch_blob(read, descriptor)
    if "index" in descriptor["mediaType"] or "manifest.v1" in descriptor["mediaType"]:
        value = json.loads(data)
        for child in value.get("manifests", []) + value.get("layers", []):
            walk(read, child)
        if "config" in value:
            walk(read, value["config"])


def check_layout(path):
    def read(name):
        with open(f"{path}/{name}", "rb") as file:
            return file.read()

    if not os.path.exists(f"{path}/index.json"):
        return "nothing"
    index = read("index.json")
    for descriptor in json.loads(index)["manifests"]:
        walk(read, descriptor)
    return hashlib.sha256(index).hexdigest()


def check_archive(path):
    if not os.path.exists(path):
        return "nothing"
    with tarfile.open(path) as archive:
        def read(name):
            return archive.extractfile(name).read()

        names = archive.getnames()
        for descriptor in json.loads(read("index.json"))["manifests"] if "index.json" in names else []:
            walk(read, descriptor)
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def check_folder(path):
    """What "dir:" writes: manifest.json, and blobs by their digest."""
    if not os.path.exists(path):
        return "nothing"
    names = sorted(os.listdir(path))
    for name in names:
        with open(f"{path}/{name}", "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        assert name in ("version", "manifest.json") or name == digest, f"{name} has other bytes"
    with open(f"{path}/manifest.json", "rb") as file:
        data = file.read()
    for child in json.loads(data)["layers"]:
        assert child["digest"].split(":")[1] in names, "a layer is missing"
    return hashlib.sha256(data).hexdigest()


CHECKS = {"oci": check_layout, "archive": check_archive, "docker-archive": check_archive, "dir": check_folder}


def litter(*places):
    return [os.path.join(folder, name) for place in places for folder, folders, files in os.walk(place)
            for name in folders + files if LITTER.search(name)]


class Case:
    """One output: `command` writes it over what `before` wrote. Each attempt starts from a copy of that."""

    def __init__(self, name, command, before=None, scheme="oci", environment=None):
        self.name = name
        self.command = command
        self.scheme = scheme
        self.home = "case-" + re.sub(r"\W+", "-", name)
        self.target = self.home + "/now/out"
        self.environment = environment or {}
        os.makedirs(self.home + "/before")
        for step in (before, command):
            if step:
                self.fresh()
                status, said = self.run(step)
                assert status == 0, f"{name}: {said}"
                if step is before:
                    self.old = self.state()
                    shutil.rmtree(self.home + "/before")
                    os.rename(self.home + "/now", self.home + "/before")
                else:
                    self.new = self.state()
            else:
                self.old = "nothing"
        assert self.old != self.new

    def fresh(self):
        shutil.rmtree(self.home + "/now", ignore_errors=True)
        shutil.copytree(self.home + "/before", self.home + "/now", symlinks=True)

    def arguments(self, command=None):
        return [part.replace("OUT", self.target) for part in (command or self.command)]

    def run(self, command=None, **other):
        environment = {**os.environ, **self.environment, **other.pop("env", {})}
        return mote(*self.arguments(command), env=environment, **other)

    def state(self):
        return CHECKS[self.scheme](self.target)

    def check(self, what, cleaned=True):
        """Old or new, whole, and nothing beside it."""
        try:
            state = self.state()
        except Exception as error:
            sys.exit(f"{self.name}: {what}: {type(error).__name__}: {error}")
        if state not in (self.old, self.new):
            sys.exit(f"{self.name}: {what}: neither the old output nor the new one")
        left = litter(self.home + "/now", TMP) if cleaned else []
        if left:
            sys.exit(f"{self.name}: {what}: left behind: {left}")
        return state == self.new


def cases():
    return [
        Case("pack to a new layout", ["pack", "-q", "-o", "oci:OUT:b", "app"]),
        Case("pack to a layout", ["pack", "-q", "-o", "oci:OUT:b", "--digest-file", "OUT.digest", "app"],
             before=["pack", "-q", "-o", "oci:OUT:a", "other"]),
        Case("pack to an archive", ["pack", "-q", "-o", "archive:OUT", "--metadata-file", "OUT.json", "app"],
             before=["pack", "-q", "-o", "archive:OUT", "other"], scheme="archive"),
        Case("copy to a layout", ["copy", "-q", "oci:source:b", "oci:OUT:b"],
             before=["copy", "-q", "oci:source:a", "oci:OUT:a"]),
        Case("copy to an archive", ["copy", "-q", "oci:source:b", "archive:OUT"],
             before=["copy", "-q", "oci:source:a", "archive:OUT"], scheme="archive"),
        Case("copy to Docker's archive", ["copy", "-q", "oci:source:b", "docker-archive:OUT"],
             before=["copy", "-q", "oci:source:a", "docker-archive:OUT"], scheme="docker-archive"),
        Case("copy to a folder", ["copy", "-q", "oci:source:b", "dir:OUT"],
             before=["copy", "-q", "oci:source:a", "dir:OUT"], scheme="dir"),
    ]


def build_cases():
    """The stage's own writes are not mote's: it gets none of the environment."""
    for name, word in ("one", "1"), ("two", "2"):
        with open(name + ".c", "w") as file:
            file.write(f"int main(void) {{ return {word}; }}\n")
    return [
        Case("build, recalled", ["build", "-q", "-o", "oci:OUT:b", "two.c"], before=["build", "-q", "-o", "oci:OUT:a", "one.c"]),
        Case("build anew", ["build", "-q", "--no-cache", "--isolation=none", "-o", "oci:OUT:b", "two.c"],
             before=["build", "-q", "-o", "oci:OUT:a", "one.c"]),
    ]
