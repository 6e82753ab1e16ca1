# A tag is given within one repository.
refused() {
  echo "mote tag $*"
  mote tag -q "$@" 2>&1
  echo "  $?"
}
refused
refused localhost:5000/hello
refused localhost:5000/hello -- -a
refused localhost:5000/hello 'a b'
refused localhost:5000/hello localhost:5000/hello
refused localhost:5000/hello localhost:5000/other:v1
refused localhost:5000/hello localhost:5000/hello:v1@sha256:"$(printf '%064d' 0)"
refused oci:out v1
refused --list
refused --list localhost:5000/hello:v1
refused --list localhost:5000/hello localhost:5000/other
refused --delete
refused --delete localhost:5000/hello
refused --delete localhost:5000/hello:v1 localhost:5000/hello:v1@sha256:"$(printf '%064d' 0)"
refused --delete --list localhost:5000/hello
