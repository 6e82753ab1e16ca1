# Several platforms: a row each, one where it is asked for, in the table and in JSON.
sh "$SRC/tests/fixtures/elf/build" . || exit 1
mote pack -q --name app -o oci:out -o archive:a.tar good-static.c.elf good-arm64.c.elf good-s390x.c.elf >/dev/null
for image in oci:out archive:a.tar; do
  mote inspect $image | grep -E '^(linux|  media| *-)' | sed -E 's/  [0-9].*(, )/  N\1/; s|[0-9]+ /app|N /app|; s/, .* unp/, N unp/'
  mote inspect --json -p linux/s390x $image | jq -r '.platforms[].platform'
done
mote inspect --raw out | jq -r '.manifests[].platform | "\(.os)/\(.architecture)"'
[ "sha256:$(mote inspect --raw -p linux/arm64 out | sha256sum | cut -c 1-64)" = "$(mote inspect --json -p linux/arm64 out | jq -r '.platforms[].digest')" ] || echo 'other bytes'
mote inspect -p linux/riscv64 out
echo $?
mote inspect -p plan9/mips out
echo $?
