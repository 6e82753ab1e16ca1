# slow: many builds
# stdout is one line, the reference by digest; without an output it is NAME.tar beside the caller, wherever the
# sources lie. pack makes the same image of the executable that build made.
# not under emulated: the stage's filter of system calls is that of the emulated processor, and its compiler is not
mkdir src
echo 'int main(void) { return 42; }' >src/main.c
printf 'name: app\nbuild: {sources: main.c}\n' >src/mote.yaml
undigested() { sed -E 's/@sha256:[0-9a-f]{64}$/@DIGEST/'; }
mote build -q src >line
undigested <line
mote run app.tar
echo $?
ls . src
mote build -q -f src/mote.yaml -o oci:out --digest-file digest --metadata-file meta.json | undigested
[ "$(cat digest)" = "$(sed 's/.*@//' line)" ] || echo 'another digest'
jq -r '.name, (.platforms[] | (keys | join(" ")), (.isolation | test("^(strict|landlock|none)$")), .buildSeconds >= 0)' meta.json
# the sources as operands: named by the first
mote build -q src/main.c | undigested
# what the layer holds is what pack would take
layer=$(mote inspect --json oci:out | jq -r '.platforms[0].layers[0].digest')
tar -xzf "out/blobs/sha256/${layer#sha256:}" app
[ "$(mote pack -q --name app -o archive:packed.tar app | sed 's/.*@//')" = "$(cat digest)" ] || echo 'pack makes another'
# mistakes
mote build -q src src
echo $?
mote build -q src/main.c src/other.c
echo $?
mote build -q -o archive:no/such/a.tar src
echo $?
mote build -q -o registry:a src
echo $?
