# slow: many runs of mote
# Every fixture gets the verdict that its name promises and the sentence that its head expects.
sh "$SRC/tests/fixtures/elf/build" . || exit 1
for file in *.elf; do
  expected=$(sed -n 's|^.* expect: \([^*]*[^* ]\).*|\1|p' "$SRC/tests/fixtures/elf/${file%.elf}")
  mote check "$file" >report 2>error
  status=$?
  line=$(head -n 1 report)
  case $file/$status in
  good-*/0 | bad-*/4) ;;
  *) echo "$file: exit status $status: $line" ;;
  esac
  case $line in
  *"$expected"*) echo "$file: $expected" ;;
  *) echo "$file: expected: $expected; came: $line" ;;
  esac
done
# what is accepted for this machine starts
for file in good-static.c.elf good-static-pie.c.elf good-writable-code.S.elf; do
  [ "$(uname -m)" != x86_64 ] || timeout 10 "./$file" || echo "$file does not start"
done
