# What pull cannot do is said in one line, and nothing is written.
refused() {
  echo "mote pull $*"
  mote pull -q "$@" 2>&1
  echo "  $?"
}
refused
refused localhost:5000/hello
refused localhost:5000/hello oci:a oci:b
refused localhost:5000/hello hello.tar
refused localhost:5000/hello docker://localhost:5000/other
refused oci:a oci:b
refused ./hello oci:b
refused localhost:5000/hello@sha256:12 oci:b
refused --platform amd65 localhost:5000/hello oci:b
refused --allow-secrets localhost:5000/hello oci:b
ls
