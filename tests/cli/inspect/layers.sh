# The tree of all layers: later ones replace, whiteouts take away from the layers below and from those alone. run sees
# the same tree.
# shellcheck disable=SC1091
. "$SRC/tests/support/static.sh"
static_program app <<'C'
#include <ftw.h>
#include <stdio.h>
#include <string.h>

static int
show(const char *path, const struct stat *status, int type, struct FTW *at)
{
	char text[100] = "";
	FILE *file = type == FTW_F ? fopen(path, "r") : NULL;

	(void)status;
	(void)at;
	if (file != NULL && strcmp(path, "/app") != 0 && fgets(text, sizeof(text), file) == NULL)
		text[0] = '\0';
	if (file != NULL)
		fclose(file);
	printf("%s %s\n", path, text);
	return 0;
}

int
main(void)
{
	return nftw("/", show, 10, FTW_PHYS | FTW_MOUNT);
}
C
PYTHONPATH=$SRC/tests/support python3 -B - <<'P'
from image import Layout, entry, folder, hard_link, link, tar

with open("app", "rb") as program:
    app = entry("app", program.read(), mode=0o755)
layout = Layout("layout")
lower = tar(
    app, folder("kept"), entry("kept/a", b"1"), entry("kept/b", b"1"), folder("gone"), entry("gone/deep/a", b"1"),
    folder("opaque"), entry("opaque/old", b"1"), entry("file-to-folder", b"1"), folder("folder-to-file"),
    entry("folder-to-file/a", b"1"), entry("replaced", b"1"), entry("twice", b"1"), entry("twice", b"2"),
    link("link", "kept"), entry("linked", b"1"), hard_link("other-name", "linked"), entry("own-whiteout", b"1"),
    entry(".wh.own-whiteout"),
)
upper = tar(
    entry("kept/.wh.a"), entry(".wh.gone"), folder("opaque"), entry("opaque/new", b"2"), entry("opaque/.wh..wh..opq"),
    folder("file-to-folder"), entry("file-to-folder/a", b"2"), entry("folder-to-file", b"2"), entry("replaced", b"2"),
    entry("same-layer", b"2"), entry(".wh.same-layer"), entry("nowhere/.wh.a"), entry(".wh.linked"),
)
layout.add_tag(layout.manifest([lower, upper]))
layout.finish()
P
mote inspect --json layout | jq -r '.platforms[0].files[].path' >listed
# mote made /etc/hosts; its last line ends with a line feed
mote run --entrypoint /app layout | grep -v -e '^/etc' -e '^$' | sort >ran
cat ran
sed 's/ .*//; /^\/$/d' ran | diff listed - | sed 's/^/not the same: /'
