# The table for people says all that the config says, and the files of all layers.
. "$SRC/tests/cli/inspect/_images.sh"
mkdir -p site/sub
echo page >site/index.html
ln -s index.html site/start
cat >mote.yaml <<'Y'
name: app
image:
  cmd: [--port, "80"]
  env: {A: "1", B: two words}
  user: "7:8"
  workdir: /srv
  expose: ["80", 53/udp]
  volumes: [/data]
  stop-signal: SIGINT
  created: 2024-01-02T03:04:05Z
  labels: {x.y: z}
files:
  - {from: site, to: /srv/www, mode: 0600, owner: "7:8"}
with: [tmp]
Y
mote pack -q -f mote.yaml -o oci:out app >/dev/null
mote inspect oci:out | tame
# characters of labels that change the direction on a terminal are escaped, in JSON too
printf 'name: app\nimage: {labels: {"x\342\200\256": "\342\201\246y"}}\n' >turned.yaml
mote pack -q -f turned.yaml -o oci:turned app >/dev/null
mote inspect oci:turned | grep -A1 labels
mote inspect --json oci:turned | grep -cF '"x\u202E": "\u2066y"'
