"""How fast mote is to and from a registry, beside skopeo, podman and curl: one registry of Debian's on loopback, emptied before each
push of something new. Requests are counted in its log."""

import gzip
import hashlib
import io
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import tarfile
import time

LAYER = 1_666_000
PROCESSORS = ("amd64", "arm64", "386")
OCI = "application/vnd.oci.image."

CONFIG = """version: 0.1
log: {level: error, accesslog: {disabled: false}}
storage:
  filesystem: {rootdirectory: ROOT}
http: {addr: 127.0.0.1:PORT}
"""


class Registry:
    def __init__(self, work):
        self.path = work.path + "/registry"
        os.makedirs(self.path)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        with open(self.path + "/config.yml", "w", encoding="ascii") as file:
            file.write(CONFIG.replace("ROOT", self.path + "/data").replace("PORT", str(self.port)))
        self.log = self.path + "/log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(["docker-registry", "serve", self.path + "/config.yml"], stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit("bench: docker-registry does not start")

    def requests(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return sum('HTTP/1.1" ' in line for line in file)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def put_blob(folder, content, kind):
    digest = hashlib.sha256(content).hexdigest()
    with open(f"{folder}/blobs/sha256/{digest}", "wb") as file:
        file.write(content)
    return {"mediaType": OCI + kind, "digest": "sha256:" + digest, "size": len(content)}


def make_layout(folder):
    """Three platforms, each of one layer that no compressor makes smaller: 5 MB in all."""
    chance = random.Random(1)
    os.makedirs(folder + "/blobs/sha256")
    manifests = []
    for processor in PROCESSORS:
        tar, content = io.BytesIO(), chance.randbytes(LAYER)
        with tarfile.open(fileobj=tar, mode="w") as archive:
            entry = tarfile.TarInfo("app")
            entry.size, entry.mode = len(content), 0o755
            archive.addfile(entry, io.BytesIO(content))
        layer = put_blob(folder, gzip.compress(tar.getvalue(), 1, mtime=0), "layer.v1.tar+gzip")
        config = {"architecture": processor, "os": "linux", "config": {"Entrypoint": ["/app"]},
                  "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(tar.getvalue()).hexdigest()]}}
        config = put_blob(folder, json.dumps(config).encode(), "config.v1+json")
        manifest = {"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json", "config": config, "layers": [layer]}
        manifests.append({**put_blob(folder, json.dumps(manifest).encode(), "manifest.v1+json"),
                          "platform": {"architecture": processor, "os": "linux"}})
    index = {"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": manifests}
    root = {**put_blob(folder, json.dumps(index).encode(), "index.v1+json"),
            "annotations": {"org.opencontainers.image.ref.name": "t"}}
    with open(folder + "/index.json", "w", encoding="ascii") as file:
        json.dump({"schemaVersion": 2, "manifests": [root]}, file)
    with open(folder + "/oci-layout", "w", encoding="ascii") as file:
        file.write('{"imageLayoutVersion":"1.0.0"}')
    return [root["digest"]] + [entry["digest"] for entry in manifests]


def fetch_by_curl(folder, port, documents):
    """A shell command that gets the same bytes by curl and adds them up by sha256sum."""
    base = f"http://127.0.0.1:{port}/v2/team/mote/"
    words = []
    for name in sorted(os.listdir(folder + "/blobs/sha256")):
        kind = "manifests" if "sha256:" + name in documents else "blobs"
        words.append(f"-o {name} {base}{kind}/sha256:{name}")
    return ('mkdir -p "$W/got" && cd "$W/got" && curl -fsS --parallel --parallel-max 4 '
            f'-H "Accept: {OCI}index.v1+json, {OCI}manifest.v1+json" {" ".join(words)} && sha256sum *')


def bench_registry(work, tools):
    if shutil.which("docker-registry") is None:
        tools.table(["a registry", "ms"], [["mote", "no docker-registry"]])
        return
    tools.say("bench: registry")
    layout = work.path + "/three"
    documents = make_layout(layout)
    registry = Registry(work)
    try:
        measure(work, tools, registry, documents)
    finally:
        registry.stop()


def measure(work, tools, registry, documents):
    # a repository each: an index that podman made is another than that of the layout
    place = f"docker://127.0.0.1:{registry.port}/team/"
    pushes = [("**mote**", f'exec mote copy -q "oci:$W/three:t" {place}mote:t')]
    pulls = [("**mote**", f'exec mote copy -q {place}mote:t "oci:$W/out:t"')]
    if shutil.which("skopeo"):
        start = "exec skopeo --insecure-policy copy -q --all"
        pushes.append(("skopeo", f'{start} --dest-tls-verify=false "oci:$W/three:t" {place}skopeo:t'))
        pulls.append(("skopeo", f'{start} --src-tls-verify=false {place}skopeo:t "oci:$W/out:t"'))
    if shutil.which("podman") and os.geteuid() == 0:
        podman = 'podman --root "$W/podman" --runroot "$W/podman-run" --storage-driver vfs'
        work.shell(f'{podman} manifest create app && {podman} manifest add --all app "oci:$W/three:t"')
        pushes.append(("podman", f"exec {podman} manifest push -q --all --tls-verify=false app {place}podman:t"))
    pulls.append(("`curl`, `sha256sum`", fetch_by_curl(work.path + "/three", registry.port, documents)))
    empty = f'rm -rf "{registry.path}/data"'
    rows = [
        ("push, all of it new", [(name, empty, command) for name, command in pushes]),
        ("push again, nothing changed", [(name, "", command) for name, command in pushes]),
        ("pull", [(name, 'rm -rf "$W/out" "$W/got"', command) for name, command in pulls]),
    ]
    names = [name for name, _ in pushes] + [name for name, _ in pulls if name not in dict(pushes)]
    lines = []
    for label, contestants in rows:
        # the first row leaves nothing but its last push
        for _, command in pushes:
            work.shell(command)
        times = tools.take_turns(work, contestants, tools.rounds("1 MiB"))
        counts = {name: count(work, registry, prepare, command) for name, prepare, command in contestants}
        own = times["**mote**"]
        lines.append([label] + [cell(tools, times.get(name), own, counts.get(name)) for name in names])
    tools.table(["5 MB for three processors, ms, requests"] + names, lines)


def count(work, registry, prepare, command):
    work.shell(prepare)
    before = registry.requests()
    work.shell(command)
    return registry.requests() - before


def cell(tools, times, own, requests):
    if times is None:
        return ""
    if isinstance(times, str) or isinstance(own, str):
        return times if isinstance(times, str) else f"{statistics.median(times):.1f}"
    return f"{tools.against(times, own)}, {requests}"
