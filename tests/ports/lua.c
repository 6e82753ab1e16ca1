#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

int
main(void)
{
	lua_State *state = luaL_newstate();

	luaL_openlibs(state);
	return luaL_dostring(state, "return #string.rep('ab', 21)") != LUA_OK || lua_tointeger(state, -1) != 42;
}
