# The pieces of `with:` that come from the host: all certificates, one zone.
. "$SRC/tests/cli/files/_project.sh"
pack <<'YAML'
with: [certs, {tz: [Europe/Berlin]}]
YAML
list | sed 's/ 0\/0 [1-9][0-9]* / 0\/0 SIZE /'
tar -xOf layer.tar etc/ssl/certs/ca-certificates.crt | cmp - /etc/ssl/certs/ca-certificates.crt
tar -xOf layer.tar usr/share/zoneinfo/Europe/Berlin | cmp - /usr/share/zoneinfo/Europe/Berlin
