# slow: many builds
# All JSON that mote prints has its keys in one style: camelCase.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
echo 'int main(void) { return 0; }' >a.c
mote build -q --name a --metadata-file metadata.json -o oci:image:v1 -o "rootfs:$PWD/a.tar" a.c >/dev/null || exit
mote build -q --name a --env A=1 -o oci:image:v2 a.c >/dev/null || exit
tar -xf a.tar
{
  cat metadata.json
  mote check --json a
  mote inspect --json oci:image:v1
  mote diff --json oci:image:v1 oci:image:v2
  mote cache show --json
  mote toolchain list --json
  mote ports list --json
  mote ports info --json zlib
} >all.json
python3 - <<'P'
import json
text, at, decoder, keys, texts = open("all.json").read(), 0, json.JSONDecoder(), set(), 0


def walk(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            # names that the user gave: labels, annotations
            if key not in ("labels", "annotations"):
                keys.add(key)
                walk(inner)
    elif isinstance(value, list):
        for inner in value:
            walk(inner)


while at < len(text):
    value, at = decoder.raw_decode(text, at)
    walk(value)
    texts += 1
    while at < len(text) and text[at].isspace():
        at += 1
print(texts, "texts,", "many keys" if len(keys) > 60 else keys)
print([key for key in sorted(keys) if not (key.isalnum() and key[0].islower())])
P
