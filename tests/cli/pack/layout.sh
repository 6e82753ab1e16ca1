# A layout that exists keeps its other tags, and what they need; a tag that is written again moves.
. "$SRC/tests/cli/pack/_programs.sh"
echo 'int main(void) { return 43; }' | static_program app2
tags() { jq -r '.manifests[] | "\(.annotations["org.opencontainers.image.ref.name"]) \(.mediaType)"' out/index.json; }
mote pack -q -o oci:out:one app | undigested
mote pack -q -o oci:out:two --name app app2 | undigested
tags
for tag in one two; do
  mote run oci:out:$tag
  echo $?
done
mote pack -q -o oci:out:one --name app app2 | undigested
mote run oci:out:one
echo $?
tags
mote pack -q -o oci:out --tag v3 --tag latest app | undigested
tags | sort
# what is not a layout is left alone
mkdir mine
echo mine >mine/file
mote pack -q -o oci:mine app
echo $?
ls -A mine
: >plain
mote pack -q -o oci:plain app
echo $?
mkdir -p folder.tar
mote pack -q -o archive:folder.tar app
echo $?
# a layout whose index is damaged is not written over
cp -r out bad
echo '{' >bad/index.json
mote pack -q -o oci:bad:new app
echo $?
cat bad/index.json
