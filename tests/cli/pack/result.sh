# stdout is one line, the reference by digest; without an output it is NAME.tar beside the caller, whichever folder the
# executable lies in.
. "$SRC/tests/cli/pack/_programs.sh"
mkdir bin
cp app bin/tool
mote pack -q bin/tool >line
undigested <line
[ "$(mote inspect --json "$(cat line)" | jq -r .digest)" = "$(sed 's/.*@//' line)" ] || echo 'another digest'
mote run tool.tar
echo $?
ls
# the file says the same digest, the metadata all that there is to know
mote pack -q --name other -o oci:out:v1 -o archive:out.tar --digest-file digest --metadata-file meta.json app | undigested
[ "oci:out:v1@$(cat digest)" = "$(mote pack -q --name other -o oci:out:v1 app)" ] || echo 'another digest'
jq -r --arg digest "$(cat digest)" '
  .formatVersion, .name, .mediaType, (.digest == $digest), (.references | map(sub("@.*"; "@DIGEST")) | join(" ")),
  (.references | map(endswith($digest)) | all), (keys | join(" ")), (.platforms[] | keys | join(" ")),
  (.platforms[0].digest == $digest)' meta.json
stat -c '%a %n' digest meta.json out.tar
