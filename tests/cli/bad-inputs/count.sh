#!/bin/bash
# How many rows of bad inputs there are, in each table: each row has its message in it or in the .stdout beside it.
cd "$SRC/tests/cli" || exit
total=0
for table in bad-inputs/*.sh spec/bad-*.sh inspect/hostile*.stdout; do
  case $table in
  */_* | */count.sh) continue ;;
  *.sh) rows=$(sed -n '/<<.ROWS.$/,/^ROWS$/p' "$table" | grep -vc ROWS) ;;
  *) rows=$(grep -c . "$table") ;;
  esac
  total=$((total + rows))
  echo "$table: $rows"
done
echo "all: $total"
