"""An index for platforms that mote does not compile for."""

import os
import sys

sys.path.insert(0, os.environ["SRC"] + "/tests/support")
sys.dont_write_bytecode = True

from image import INDEX, Layout, entry, tar  # noqa: E402

layout = Layout("index")
entries = []
for text in ("linux/arm/v5", "linux/arm/v6", "linux/amd64/v2", "linux/loong64", "windows/amd64"):
    system, architecture, *variant = text.split("/")
    platform = {"os": system, "architecture": architecture, **({"variant": variant[0]} if variant else {})}
    entries.append({**layout.manifest([tar(entry("a", text.encode()))], platform), "platform": platform})
layout.add_tag(layout.blob({"schemaVersion": 2, "mediaType": INDEX, "manifests": entries}, INDEX), "v1")
layout.finish()
