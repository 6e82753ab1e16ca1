# Outputs of an earlier run are not taken as inputs: not by a glob, not in a folder, not by "mote pack *".
. "$SRC/tests/cli/files/_project.sh"
put site/a site/b
try() { # YAML ARGUMENT...
  local yaml=$1
  shift
  echo "$yaml"
  echo "$yaml" >mote.yaml
  for _ in 1 2 3; do mote pack -q -f mote.yaml "$@" app | sed 's/.*@//' || exit; done | uniq | wc -l
}
try 'files: [{from: "*", to: /all/}]' -o archive:app.tar --digest-file digest --metadata-file app.json --depfile app.d
tar -xOf app.tar manifest.json | grep -o 'blobs/sha256/[0-9a-f]*' | tail -n 1 | xargs tar -xOf app.tar | tar -tzf -
rm app.tar digest app.json app.d
try 'files: [{from: site, to: /site}]' -o oci:site/layout:v1 -o archive:site/app.tar
rm -r site/layout
mv site/app.tar .
try 'files: [{from: site/*, to: /site/}]' -o oci:site/layout -o docker-archive:site/app.tar
# a file that is named itself is taken
put last.tar
try 'files: [{from: last.tar, to: /}]' -o archive:new.tar
mkdir other
cp app other/
cd other || exit
mote pack -q ./* | sed 's/@.*//'
mote pack -q ./* | sed 's/@.*//'
