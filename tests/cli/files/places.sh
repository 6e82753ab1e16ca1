# A file, a folder, a glob, a link, an empty folder: each lands where `to` says.
. "$SRC/tests/cli/files/_project.sh"
put app.conf conf/a.conf conf/b.conf conf/c.txt site/index.html site/js/app.js site/.well-known/x
chmod 700 conf/b.conf
ln -s js/app.js site/main.js
pack <<'YAML'
files:
  - {from: app.conf, to: /etc/named.conf}
  - {from: app.conf, to: /etc/kept/}
  - {from: app.conf, to: /etc/secret.conf, mode: 0400, owner: "65532:65532"}
  - {from: site, to: /srv/www}
  - {from: conf/*.conf, to: /etc/app/}
  - {from: "**/*.js", to: /js/}
  - {to: /data/, owner: "65532:65532"}
  - {link: ../srv/www, to: /var/www}
YAML
list
