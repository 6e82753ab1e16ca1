#!/usr/bin/env bash
# Lua runs a script from standard input; tests/examples/lua.sh asks more of it.
# shellcheck source=/dev/null
. tests/corpus/_smoke.sh

equal 'an expression' 42 "$(program -e 'print(6*7)')"
equal 'a script' $'0 1 1 2 3 5 8 13 21 34\tfloat\tx,x,x' "$(program - <<'LUA'
local a, b, out = 0, 1, {}
for i = 1, 10 do
  out[i] = string.format("%d", a)
  a, b = b, a + b
end
print(table.concat(out, " "), math.type(2^53), ("x"):rep(3, ","))
LUA
)"
