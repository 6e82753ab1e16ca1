#!/bin/bash
# --format gives manifests and indexes the media types of OCI or of Docker; configs and layers do not change.
python3 "$SRC/tests/cli/copy/_images.py" || exit
types() { jq -c '[.mediaType] + [.config, .layers[]?, .manifests[]? | select(.) | .mediaType]'; }
digests() { jq -c '[.config, .layers[]? | select(.) | .digest]'; }

# to OCI: Docker's index with its manifests; a note tells the new digest
mote copy --progress=none --format oci oci:docker oci:oci 2>&1 | sed -E 's/sha256:[0-9a-f]{64}/DIGEST/g'
mote inspect --raw oci:oci | types
mote inspect --raw -p arm64 oci:oci | types
cmp <(mote inspect --raw -p arm64 oci:oci | digests) <(mote inspect --raw -p arm64 oci:docker | digests)
# an image that has the format already keeps its digest, without a note
mote copy --progress=none --format oci oci:oci oci:again | cmp - <(mote copy -q oci:oci oci:again)
# to Docker and back changes the spelling once; the third image has the bytes of the first
mote copy -q --format docker oci:oci oci:back >/dev/null
mote inspect --raw oci:back | types
mote copy -q --format oci oci:back oci:third >/dev/null
cmp <(mote inspect --raw oci:third) <(mote inspect --raw oci:oci)
# converting one platform gives the same manifest as converting the whole index
mote copy -q -p arm64 --format oci oci:docker oci:one-of >/dev/null
cmp <(mote inspect --raw oci:one-of) <(mote inspect --raw -p arm64 oci:oci)
# things that Docker's format cannot express
python3 - <<'P'
import json, hashlib, os
def blob(data):
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    digest = hashlib.sha256(data).hexdigest()
    open("odd/blobs/sha256/" + digest, "wb").write(data)
    return {"digest": "sha256:" + digest, "size": len(data)}
os.makedirs("odd/blobs/sha256")
open("odd/oci-layout", "w").write('{"imageLayoutVersion": "1.0.0"}')
oci = "application/vnd.oci.image."
config = {"mediaType": oci + "config.v1+json", **blob({"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": ["sha256:" + "0" * 64]}})}
layer = {"mediaType": oci + "layer.v1.tar+zstd", **blob(b"zstd")}
base = {"schemaVersion": 2, "mediaType": oci + "manifest.v1+json", "config": config, "layers": [layer]}
gzip = {**layer, "mediaType": oci + "layer.v1.tar+gzip"}
subject = {"mediaType": oci + "manifest.v1+json", **blob(base)}
made = {"zstd": base, "subject": {**base, "layers": [gzip], "subject": subject}, "statement": {**base, "artifactType": "x/y", "layers": [gzip]}}
plain = {"mediaType": oci + "manifest.v1+json", **blob({**base, "layers": [gzip], "annotations": {"a": "b"}}), "annotations": {"c": "d"}}
index = {"schemaVersion": 2, "mediaType": oci + "index.v1+json", "manifests": [plain, plain], "annotations": {"e": "f"}}
made["annotated"] = {"schemaVersion": 2, "mediaType": oci + "index.v1+json", "manifests": [{"mediaType": index["mediaType"], **blob(index)}] * 2}
entries = [{"mediaType": content["mediaType"], **blob(content), "annotations": {"org.opencontainers.image.ref.name": tag}} for tag, content in made.items()]
open("odd/index.json", "w").write(json.dumps({"schemaVersion": 2, "manifests": entries}))
P
for tag in zstd subject statement; do
  mote copy -q --format docker oci:odd:$tag oci:nothing 2>&1 | sed -E 's/sha256:[0-9a-f]{64}/DIGEST/g'
  [ ! -e nothing ] || echo "a layout was left behind"
done
# Docker's manifests have no annotations, also in indexes within indexes
mote copy -q --format docker oci:odd:annotated oci:plain >/dev/null
for blob in plain/blobs/sha256/*; do jq -c 'select(.schemaVersion) | .mediaType' "$blob" 2>/dev/null; done | sort
! grep -l annotations plain/blobs/sha256/* || echo "there are annotations"
mote copy -q --format=podman oci:docker oci:nothing
echo $?
