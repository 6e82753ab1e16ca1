#!/bin/bash
# What differs between two images, each way one case: nothing, files, headers, content, config, manifest, platforms.
tame() { sed -E "s|sha256:[0-9a-f]{64}|DIGEST|g; s|\"size\":[0-9]+|\"size\":N|g; s|(/size: )[0-9]+ -> [0-9]+|\1N -> N|; s|^linux/[a-rt-z][a-z0-9/]*$|linux/HOST|"; }
differ() {
  echo "= $*"
  mote diff "$@" >shown
  echo "$?"
  tame <shown
}
PYTHONPATH=$SRC/tests/support python3 -B - <<'P'
from image import INDEX, Layout, entry, folder, gzipped, hard_link, link, tar

layout = Layout("l")
HELLO = entry("hello", b"hello\n", mode=0o755)
MANY = b"x" * 200000


def put(tag, *layers, config=None, packed=None, **other):
    descriptor = layout.manifest([tar(*entries) for entries in layers], config, packed, **other)
    layout.add_tag(descriptor, tag)
    return descriptor


plain = put("plain", [HELLO])
put("again", [HELLO])
put("files", [entry("hello", b"hello\n", mode=0o4711, uid=1, gid=2, mtime=1000000000, uname="root"), entry("new", b"1")])
put("added", [HELLO, folder("etc"), entry("etc/\033[1mx", b"1"), link("l", "hello"), hard_link("h", "hello")])
put("content", [entry("hello", b"hellO\n", mode=0o755)])
put("longer", [entry("hello", b"hello\nworld\n", mode=0o755)])
put("link", [link("hello", "/x", mode=0o755)])
put("xattr", [entry("hello", b"hello\n", mode=0o755, pax_headers={"SCHILY.xattr.user.a": "b", "mtime": "1.5"})])
put("config", [HELLO], config={"config": {"Env": ["A=1", "B=\033"], "Labels": {"a/b~c": "1"}}, "author": "me"})
put("config2", [HELLO], config={"config": {"Env": ["A=2"], "Labels": {"a/b~c": "2"}}})
put("annotated", [HELLO], annotations={"org.example": "1"})
put("gzip", [HELLO], packed=[gzipped(tar(HELLO))])
put("order1", [entry("a"), entry("b")])
put("order2", [entry("b"), entry("a")])
put("two", [entry("gone"), HELLO], [entry(".wh.gone")])
put("many1", [entry("a", MANY), entry("b", MANY + b"1"), entry("c", MANY[:65536]), entry("same", MANY), entry("e")])
put("many2", [entry("same", MANY), entry("c", MANY[:65535] + b"y"), entry("b", MANY + b"2"), entry("a", MANY + b"z"), entry("e", b"e")])
other = layout.manifest([tar(HELLO)], {"architecture": "s390x"})
third = layout.manifest([tar(entry("hello", b"HELLO\n", mode=0o755))], {"architecture": "s390x"})
index = {"schemaVersion": 2, "mediaType": INDEX}
layout.add_tag(layout.blob({**index, "manifests": [plain, other]}, INDEX), "index1")
layout.add_tag(layout.blob({**index, "manifests": [plain, third]}, INDEX), "index2")
layout.add_tag(layout.blob({**index, "manifests": [plain]}, INDEX), "index3")
layout.add_tag(layout.blob({"manifests": [plain], **index}, INDEX), "index4")
layout.finish()
P
differ l:plain l:plain
differ l:plain l:again
for one in files added content longer link xattr annotated gzip two; do differ l:plain l:$one; done
differ l:files l:plain
differ l:config l:config2
differ l:order1 l:order2
differ l:many1 l:many2
differ l:many2 l:many1
differ l:index1 l:index2
differ -p linux/s390x l:index1 l:index2
differ l:index1 l:index3
differ l:index3 l:index4
differ l:plain l:index3
skopeo copy -q oci:l:many1 docker-archive:many.tar:m:1
echo "= another transport: $(mote diff --json l:many1 docker-archive:many.tar | jq -c '[.same, (.platforms[] | .files, .layers)]')"
