"""Checks OCI image layouts against the JSON schemas of the image-spec and against their own digests.

    _layout.py [--docker] LAYOUT...

Every document is checked by the schema of its media type, every descriptor against the size and SHA-256 of its blob,
every diff_id against the unpacked layer, and no blob lies there that nothing names. Nothing comes from the network.
With --docker the manifests are Docker's: their schema is not the image-spec's, all else must hold.
"""
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile

from jsonschema import Draft4Validator, RefResolver

SCHEMAS = "/usr/share/gocode/src/github.com/opencontainers/image-spec/schema"
OCI = "application/vnd.oci.image."
INDEX, MANIFEST, CONFIG, LAYER = OCI + "index.v1+json", OCI + "manifest.v1+json", OCI + "config.v1+json", OCI + "layer.v1.tar"
DOCKER = "application/vnd.docker."
NAMES = {
    "layout": "image-layout-schema.json",
    INDEX: "image-index-schema.json",
    MANIFEST: "image-manifest-schema.json",
    CONFIG: "config-schema.json",
    "descriptor": "content-descriptor.json",
}
DOCKER_MANIFESTS = {
    DOCKER + "distribution.manifest.list.v2+json": INDEX,
    DOCKER + "distribution.manifest.v2+json": MANIFEST,
}
DOCKER_CONFIG = DOCKER + "container.image.v1+json"
DOCKER_LAYERS = (DOCKER + "image.rootfs.diff.tar.gzip", DOCKER + "image.rootfs.diff.tar")


class Wrong(Exception):
    pass


def without_ids(value):
    """The schemas' ids would send relative references to a web site; without them they stay in the folder."""
    if isinstance(value, dict):
        return {k: without_ids(v) for k, v in value.items() if not (k == "id" and isinstance(v, str))}
    if isinstance(value, list):
        return [without_ids(v) for v in value]
    return value


def no_network(uri):
    raise Wrong(f"a schema asks for {uri}")


class Schemas:
    def __init__(self):
        base = "file://" + SCHEMAS + "/"
        store = {}
        for name in os.listdir(SCHEMAS):
            if name.endswith(".json"):
                with open(os.path.join(SCHEMAS, name), encoding="utf-8") as file:
                    store[base + name] = without_ids(json.load(file))
        handlers = {scheme: no_network for scheme in ("http", "https", "ftp")}
        self.validators = {}
        for kind, name in NAMES.items():
            schema = store[base + name]
            Draft4Validator.check_schema(schema)
            resolver = RefResolver(base + name, schema, store=store, handlers=handlers)
            self.validators[kind] = Draft4Validator(schema, resolver=resolver)

    def check(self, kind, value, what):
        for error in self.validators[kind].iter_errors(value):
            where = "/".join(str(p) for p in error.absolute_path)
            raise Wrong(f"{what}: {where or 'the document'}: {error.message}")


def unpack(media_type, data):
    if media_type.endswith("+gzip") or media_type.endswith(".gzip"):
        return gzip.decompress(data)
    if media_type.endswith("+zstd"):
        return subprocess.run(["zstd", "-dc"], input=data, stdout=subprocess.PIPE, check=True).stdout
    return data


def unique(pairs):
    result = {}
    for key, value in pairs:
        if key in result:
            raise Wrong(f"the key \"{key}\" is there twice")
        result[key] = value
    return result


class Layout:
    def __init__(self, folder, schemas, docker):
        self.folder, self.schemas, self.docker = folder, schemas, docker
        self.seen = set()
        self.documents = self.layers = 0

    def read(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def parse(self, kind, data, what):
        value = json.loads(data, object_pairs_hook=unique)
        self.schemas.check(kind, value, what)
        self.documents += 1
        return value

    def blob(self, descriptor, what):
        self.schemas.check("descriptor", descriptor, f"descriptor of {what}")
        algorithm, digest = descriptor["digest"].split(":")
        data = self.read(f"blobs/{algorithm}/{digest}")
        if algorithm != "sha256" or hashlib.sha256(data).hexdigest() != digest:
            raise Wrong(f"{what}: its bytes do not have the digest {descriptor['digest']}")
        if len(data) != descriptor["size"]:
            raise Wrong(f"{what}: {len(data)} bytes, its descriptor says {descriptor['size']}")
        self.seen.add(digest)
        return data

    def kind(self, media_type, wanted, what):
        if self.docker:
            media_type = DOCKER_MANIFESTS.get(media_type, media_type)
        if media_type not in wanted:
            raise Wrong(f"{what}: media type {media_type}")
        return media_type

    def root(self, descriptor, what):
        kind = self.kind(descriptor["mediaType"], (INDEX, MANIFEST), what)
        data = self.blob(descriptor, what)
        value = self.document(kind, data, what, descriptor["mediaType"])
        if kind == MANIFEST:
            self.manifest(value, descriptor.get("platform"), what)
            return
        if not value["manifests"]:
            raise Wrong(f"{what}: an index of nothing")
        for each in value["manifests"]:
            if "platform" not in each:
                raise Wrong(f"{what}: a manifest without a platform")
            self.root(each, what + "/" + each["platform"]["architecture"])

    def document(self, kind, data, what, media_type):
        value = self.parse(kind, data.replace(media_type.encode(), kind.encode()) if self.docker else data, what)
        if value.get("mediaType") != kind:
            raise Wrong(f"{what}: says that it is {value.get('mediaType')}")
        return value

    def manifest(self, manifest, platform, what):
        wanted = DOCKER_CONFIG if self.docker else CONFIG
        if manifest["config"]["mediaType"] != wanted:
            raise Wrong(f"{what}: config of type {manifest['config']['mediaType']}")
        config = self.parse(CONFIG, self.blob(manifest["config"], what + " config"), what + " config")
        if platform is not None and (platform["os"], platform["architecture"]) != (config["os"], config["architecture"]):
            raise Wrong(f"{what}: the config's platform is not the descriptor's")
        diff_ids = config["rootfs"]["diff_ids"]
        if len(diff_ids) != len(manifest["layers"]):
            raise Wrong(f"{what}: {len(diff_ids)} diff_ids, {len(manifest['layers'])} layers")
        for each, diff_id in zip(manifest["layers"], diff_ids):
            right = each["mediaType"] in DOCKER_LAYERS if self.docker else each["mediaType"].startswith(LAYER)
            if not right:
                raise Wrong(f"{what}: layer of type {each['mediaType']}")
            tar = unpack(each["mediaType"], self.blob(each, what + " layer"))
            if "sha256:" + hashlib.sha256(tar).hexdigest() != diff_id:
                raise Wrong(f"{what}: the unpacked layer is not the diff_id {diff_id}")
            self.layer(tar, what)
        history = [h for h in config.get("history", []) if not h.get("empty_layer")]
        if len(history) != len(diff_ids):
            raise Wrong(f"{what}: {len(history)} entries of history with a layer, {len(diff_ids)} layers")

    def layer(self, tar, what):
        names = []
        with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
            for member in archive:
                if member.name.startswith(("/", "./")) or ".." in member.name.split("/"):
                    raise Wrong(f"{what}: the layer has an entry {member.name}")
                if member.uname or member.gname:
                    raise Wrong(f"{what}: {member.name} has the name of a user")
                names.append(member.name)
        if names != sorted(names, key=lambda n: n.encode()) or len(set(names)) != len(names):
            raise Wrong(f"{what}: the layer's entries are not sorted, or are there twice: {names}")
        self.layers += 1

    def check(self):
        self.parse("layout", self.read("oci-layout"), "oci-layout")
        index = self.parse(INDEX, self.read("index.json"), "index.json")
        if not index["manifests"]:
            raise Wrong("index.json names nothing")
        for each in index["manifests"]:
            self.root(each, each.get("annotations", {}).get("org.opencontainers.image.ref.name", "?"))
        present = set(os.listdir(os.path.join(self.folder, "blobs/sha256")))
        if present != self.seen:
            raise Wrong(f"blobs that nothing names: {sorted(present - self.seen)}")
        return f"{self.documents} documents, {len(self.seen)} blobs, {self.layers} layers"


def main():
    arguments = sys.argv[1:]
    docker = arguments[:1] == ["--docker"]
    schemas = Schemas()
    for folder in arguments[docker:]:
        try:
            print(f"{os.path.basename(folder)}: {Layout(folder, schemas, docker).check()}")
        except (Wrong, OSError, ValueError, KeyError) as wrong:
            sys.exit(f"{folder}: {type(wrong).__name__}: {wrong}")


main()
