#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/*
 * Functions that have no safe use in mote. The Makefile includes this file
 * before every other; a call fails to compile with a name that says what to use
 * instead. `make lint` looks for time() outside base/, which cannot be poisoned
 * because headers declare struct members of that name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#define strcpy(...) strcpy_is_banned_use_arena_strdup
#undef strcat
#define strcat(...) strcat_is_banned_use_struct_text
#undef sprintf
#define sprintf(...) sprintf_is_banned_use_snprintf
#undef strtok
#define strtok(...) strtok_is_banned_use_strcspn
#undef atoi
#define atoi(...) atoi_is_banned_use_text_to_number
#undef system
#define system(...) system_is_banned_use_process_run
#undef tmpnam
#define tmpnam(...) tmpnam_is_banned_use_file_beside
#undef localtime
#define localtime(...) localtime_is_banned_use_seconds_since_1970

#endif
