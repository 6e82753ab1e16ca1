# The archive's compression goes by its name; what is in it is the same image.
. "$SRC/tests/cli/pack/_programs.sh"
for name in a.tar a.tar.gz a.tgz a.tar.xz a.tar.zst; do
  mote pack -q --name app -o archive:$name app >reference
  undigested <reference
  sed 's/.*@//' reference >>digests
  file -b $name | sed 's/,.*//; s/ (.*//; s/ archive//'
  mote run $name
  echo $?
done
sort -u digests | wc -l
tar -tf a.tar | sed -E 's|[0-9a-f]{64}|HEX|'
tar -xOf a.tar manifest.json | jq -c '.[] | .RepoTags, (.Layers | length)'
# with a tag of its own
mote pack -q --name app -o archive:b.tar:v2 app | undigested
tar -xOf b.tar manifest.json | jq -c '.[].RepoTags'
mote run archive:b.tar:v2
echo $?
mote run archive:b.tar:v3
echo $?
