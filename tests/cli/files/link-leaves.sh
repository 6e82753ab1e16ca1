# A link out of a copied folder would point at nothing in the image.
. "$SRC/tests/cli/files/_project.sh"
put site/index.html secret
ln -s ../secret site/link
pack <<'YAML'
files:
  - {from: site, to: /srv}
YAML
