"""What a registry keeps beside images, each a layout, and indexes at their limits."""

import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import INDEX, LAYER, MANIFEST, Layout, digest_of, entry, tar  # noqa: E402

CONFIG = "application/vnd.oci.image.config.v1+json"


def manifest(layout, config, layers, **other):
    content = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers, **other}
    return layout.blob(content, MANIFEST)


def image(layout, architecture="amd64", **other):
    layer = tar(entry("app", b"x", mode=0o755))
    config = layout.blob(
        {
            "architecture": architecture,
            "os": "linux",
            "config": {"Entrypoint": ["/app"]},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(layer)]},
        },
        CONFIG,
    )
    return manifest(layout, config, [layout.blob(layer, LAYER)], **other)


def sbom(layout, subject):
    empty = layout.blob({}, "application/vnd.oci.empty.v1+json")
    kind = "application/spdx+json"
    return manifest(layout, empty, [layout.blob(b"no JSON", kind)], artifactType=kind, subject=subject)


def done(layout, descriptor):
    layout.add_tag(descriptor, "v1")
    layout.finish()


def index(layout, entries):
    return layout.blob({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}, INDEX)


layout = Layout("chart")
config = layout.blob({"name": "chart", "version": "1"}, "application/vnd.cncf.helm.config.v1+json")
chart = layout.blob(b"no tar", "application/vnd.cncf.helm.chart.content.v1.tar+gzip")
done(layout, manifest(layout, config, [chart]))

# as cosign makes it: the config has an image's type, but no platform
layout = Layout("signature")
signed = layout.blob(b'{"critical":{}}', "application/vnd.dev.cosign.simplesigning.v1+json")
config = layout.blob({"architecture": "", "os": "", "config": {}, "rootfs": {"type": "layers", "diff_ids": [signed["digest"]]}}, CONFIG)
done(layout, manifest(layout, config, [signed]))

layout = Layout("mixed")
one = image(layout)
typed, untyped = sbom(layout, one), sbom(layout, one)
typed["artifactType"] = "application/spdx+json"
done(layout, index(layout, [typed, untyped, {**one, "platform": {"architecture": "amd64", "os": "linux"}}]))

layout = Layout("bare")
one = image(layout)
done(layout, index(layout, [sbom(layout, one), one]))

layout = Layout("no-image")
done(layout, index(layout, [sbom(layout, image(layout))]))

# at the limits of an index: number of manifests, bytes, and one manifest that is named often
for name, count, padding in (("many", 1023, 1), ("too-many", 1024, 1), ("heavy", 9, 3900000)):
    layout = Layout(name)
    done(layout, index(layout, [image(layout, annotations={"n": str(i) * padding}) for i in range(count)]))
layout = Layout("again")
nested = index(layout, [image(layout)])
for _ in range(2):
    nested = index(layout, [nested] * 1000)
done(layout, nested)
