# Modes, times and the order on disk do not matter: the same archive comes out.
. "$SRC/tests/cli/files/_project.sh"
yaml='files: [{from: site, to: /srv}, {from: conf/*, to: /etc/}]'
put site/a site/b site/c/d conf/x conf/y
pack <<<"$yaml"
sha256sum app.tar >sums
rm -r site conf
umask 077
put conf/y conf/x site/c/d site/b site/a
touch -d 2001-01-01 site/a
chmod 755 site/c
pack <<<"$yaml"
sha256sum --quiet -c sums && echo same
