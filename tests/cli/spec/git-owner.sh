#!/bin/sh
# slow: many repositories
# The repository of another user, as in a container of a CI service. The error has git's own words and remedy. The
# remedy works in the user's configuration, and in the variables that replace it.
export GIT_CONFIG_GLOBAL="$PWD/gitconfig" GIT_CONFIG_NOSYSTEM=1
git config --file gitconfig user.name a
git config --file gitconfig user.email a@b
mkdir p
git -C p init -q
printf 'int main(void) { return 0; }\n' >p/a.c
# shellcheck disable=SC2016 # mote expands it
printf 'name: a\nbuild: {sources: [a.c]}\nimage: {labels: {label: "is ${git.dirty}"}}\n' >p/mote.yaml
git -C p add .
git -C p commit -qm one
if [ "$(id -u)" = 0 ]; then
	chown -R 1001:1001 p
else
	# only root can give files away; here git is told that every repository belongs to another user
	mkdir bin
	printf '#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec %s "$@"\n' "$(command -v git)" >bin/git
	chmod +x bin/git
	PATH=$PWD/bin:$PATH
fi
say() { (cd p && { mote build -q -o oci:o:v1 2>&1 >/dev/null; echo $?; mote inspect --json oci:o:v1 2>/dev/null | sed -n 's/.*"label": "\(.*\)".*/\1/p'; }) | sed "s|$PWD|PWD|g"; }
say
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$PWD/p say
git config --file gitconfig --add safe.directory "$PWD/p"
say
