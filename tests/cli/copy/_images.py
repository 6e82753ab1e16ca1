"""Images as others write them, in the current folder: the folder's name says what is in it."""

import io
import json
import os
import subprocess
import sys
import tarfile

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import INDEX, LAYER, MANIFEST, Layout, digest_of, entry, folder, gzipped, hard_link, link, tar  # noqa: E402

DOCKER = "application/vnd.docker."


def zstd(data):
    return subprocess.run(["zstd", "-qc", "-"], input=data, stdout=subprocess.PIPE, check=True).stdout


def indented(value):
    """As nobody but Docker writes JSON: every byte of it must stay."""
    return json.dumps(value, indent=3).encode() + b"\n"


def config_of(layers, architecture="amd64", **other):
    return {
        "architecture": architecture,
        "os": "linux",
        "config": {"Entrypoint": ["/app"]},
        "rootfs": {"type": "layers", "diff_ids": [digest_of(layer) for layer in layers]},
        **other,
    }


def docker_schema2(layout, layers, architecture):
    """A manifest of Docker's schema 2, indented as its registry stores it."""
    config = layout.blob(indented(config_of(layers, architecture)), DOCKER + "container.image.v1+json")
    blobs = [layout.blob(gzipped(layer), DOCKER + "image.rootfs.diff.tar.gzip") for layer in layers]
    manifest = {"schemaVersion": 2, "mediaType": DOCKER + "distribution.manifest.v2+json", "config": config, "layers": blobs}
    return layout.blob(indented(manifest), manifest["mediaType"], platform={"architecture": architecture, "os": "linux"})


def oci(layout, layers, architecture, **other):
    """A manifest whose layers are each of another compression."""
    how = [(lambda data: data, ""), (gzipped, "+gzip"), (zstd, "+zstd")]
    config = layout.blob(config_of(layers, architecture), "application/vnd.oci.image.config.v1+json")
    blobs = [layout.blob(how[i % 3][0](layer), LAYER + how[i % 3][1]) for i, layer in enumerate(layers)]
    manifest = {"schemaVersion": 2, "config": config, "layers": blobs, **other}
    return layout.blob(indented(manifest), MANIFEST, platform={"architecture": architecture, "os": "linux"})


def many_layers(count):
    return [tar(folder("files"), entry("files/%d" % i, b"%d\n" % i)) for i in range(count)]


layout = Layout("one")
layout.add_tag(oci(layout, many_layers(3), "amd64", annotations={"org.example.note": "kept"}), "v1")
layout.finish()

layout = Layout("layers")
layout.add_tag(oci(layout, many_layers(120), "amd64"))
layout.finish()

layout = Layout("docker")
index = {
    "schemaVersion": 2,
    "mediaType": DOCKER + "distribution.manifest.list.v2+json",
    "manifests": [docker_schema2(layout, many_layers(2), each) for each in ("amd64", "arm64")],
}
layout.add_tag(layout.blob(indented(index), index["mediaType"]))
layout.finish()

# an index in an index, and a statement beside the images, as buildx writes it
layout = Layout("nested")
statement = oci(layout, [b"{}"], "unknown")
statement["platform"] = {"architecture": "unknown", "os": "unknown"}
inner = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [oci(layout, many_layers(2), "arm64"), statement]}
outer = {
    "schemaVersion": 2,
    "mediaType": INDEX,
    "manifests": [
        {**oci(layout, many_layers(1), "riscv64"), "annotations": {"org.example.of": "riscv64"}},
        layout.blob(indented(inner), INDEX),
        oci(layout, many_layers(3), "amd64"),
    ],
    "annotations": {"org.example.note": "of the index"},
}
layout.add_tag(layout.blob(indented(outer), INDEX))
layout.finish()


def write_tar(path, *entries):
    with open(path, "wb") as file:
        file.write(tar(*entries))


def docker_save(path, images, layer_name):
    """As `docker save`: `images` are (names, layers); equal layers stand in the archive once."""
    listed, files = [], {}
    for names, layers in images:
        config = json.dumps(config_of(layers)).encode()
        name = digest_of(config)[7:] + ".json"
        files[name] = entry(name, config)
        paths = []
        for layer in layers:
            each = layer_name(digest_of(layer)[7:])
            files[each] = entry(each, layer)
            paths.append(each)
        listed.append({"Config": name, "RepoTags": names, "Layers": paths})
    write_tar(path, *files.values(), entry("manifest.json", json.dumps(listed).encode()))


two = many_layers(2)
# docker before 25
docker_save("saved-old.tar", [(["hello:v1", "hello:v2"], two)], lambda name: name[:12] + "/layer.tar")
# podman and skopeo
docker_save("saved-podman.tar", [(["localhost/hello:v1"], two)], lambda name: name + ".tar")
# several images
docker_save("saved-two.tar", [(["a/b:1"], two), (None, two[:1]), (["quay.io:5000/c:x"], two[1:])], lambda name: name + ".tar")
# layers that are compressed, and one that is a link to another, as old versions of docker write equal ones
config = json.dumps(config_of([two[0], two[1], two[1]])).encode()
name = digest_of(config)[7:] + ".json"
write_tar(
    "saved-links.tar",
    entry(name, config),
    entry("1/layer.tar", gzipped(two[0])),
    entry("2/layer.tar", zstd(two[1])),
    link("3/layer.tar", "../2/layer.tar"),
    entry("manifest.json", json.dumps([{"Config": name, "RepoTags": None, "Layers": ["1/layer.tar", "2/layer.tar", "3/layer.tar"]}]).encode()),
)

# docker since 25: a layout with manifest.json beside it, layers uncompressed
layout = Layout("saved-new")
manifest = oci(layout, two[:1], "amd64")
both = {"io.containerd.image.name": "docker.io/library/hello:v3", "org.opencontainers.image.ref.name": "v3"}
layout.index.append({**manifest, "annotations": both})
layout.finish()
with open("saved-new/blobs/sha256/" + manifest["digest"][7:], "rb") as file:
    inner = json.load(file)
listed = [{"Config": "blobs/sha256/" + inner["config"]["digest"][7:], "RepoTags": ["hello:v3"],
           "Layers": ["blobs/sha256/" + each["digest"][7:] for each in inner["layers"]]}]
layout.write("manifest.json", json.dumps(listed).encode())
files = sorted(os.path.relpath(os.path.join(where, name), "saved-new") for where, _, names in os.walk("saved-new") for name in names)
write_tar("saved-new.tar", folder("blobs"), folder("blobs/sha256"), *[entry(name, open("saved-new/" + name, "rb").read()) for name in files])
