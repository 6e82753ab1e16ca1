#!/bin/bash
# slow: many runs of mote
# Layouts, archives and folders that lie. More of them: tests/cli/inspect/hostile.sh, hostile-archives.sh,
# tests/cli/copy/damaged.sh.
# shellcheck disable=SC1091,SC2034,SC2154
. "$SRC/tests/cli/bad-inputs/_rows.sh"

# image NAME VERB ARGUMENT...: the image, and what is asked of it
image() {
  python3 "$SRC/tests/cli/bad-inputs/_image.py" "$1" || exit
  shift
  try "$@"
}

run_rows <<'ROWS'
layer that is a bomb of zstd|image zstd-bomb inspect oci:l|1|layer "DIGEST" in "l" unpacks to more bytes than mote reads; it is a bomb
layer that is a bomb of gzip|image gzip-bomb inspect oci:l|1|layer "DIGEST" in "l" unpacks to more bytes than mote reads; it is a bomb
layer in xz, which no reader knows|image xz-layer inspect oci:l|1|layer "DIGEST" in "l" cannot be read: it is no tar, plain or in gzip or zstd
layer in bzip2|image bzip2-layer inspect oci:l|1|layer "DIGEST" in "l" cannot be read: it is no tar, plain or in gzip or zstd
layer of 10 million entries|image entries inspect oci:l|1|layer "DIGEST" in "l" unpacks to more files than mote reads; it is a bomb
layer whose file has a negative size|image layer-size-negative inspect oci:l|1|layer "DIGEST" in "l" cannot be read: it is no tar, plain or in gzip or zstd
layer whose header has a wrong sum|image layer-checksum inspect oci:l|1|layer "DIGEST" in "l" cannot be read: it is no tar, plain or in gzip or zstd
index that names itself as it was|image index-in-itself inspect oci:l|3|blob "DIGEST" is not in "l": the image is not whole; build or copy it again
manifest that is called an index|image manifest-as-index inspect oci:l|1|l: DIGEST: the index names no image
manifest that is called a config|image manifest-as-config inspect oci:l|1|l: DIGEST is "application/vnd.oci.image.config.v1+json", which is no image
index that is called a manifest|image index-as-manifest inspect oci:l|1|l: DIGEST: a descriptor has no media type, digest or size
the same bomb copied to a tar|image zstd-bomb copy -q oci:l rootfs:x.tar|1|layer "DIGEST" in "l" unpacks to more bytes than mote reads; it is a bomb
2 million times one folder|image folders inspect oci:l|1|layer "DIGEST" in "l" unpacks to more files than mote reads; it is a bomb
layer hard link copied to a tar|image layer-hard-link copy -q oci:l rootfs:x.tar|1|l: "/a" is a hard link to "/etc/passwd", which is not there
layer hard link run|image layer-hard-link run oci:l|1|l: cannot link "/a" to "/etc/passwd": No such file or directory
layer hard link climbs copied to a tar|image layer-hard-link-climbs copy -q oci:l rootfs:x.tar|1|l: "/a" is a hard link to "/etc/passwd", which is not there
layer hard link climbs run|image layer-hard-link-climbs run oci:l|1|l: cannot link "/a" to "/etc/passwd": No such file or directory
archive: xz bomb|image xz-bomb inspect archive:a.tar.xz|1|"a.tar.xz" unpacks to more than 1073741824 bytes, the most that is read of an archive of its size
archive copied: xz bomb|image xz-bomb copy -q archive:a.tar.xz archive:o.tar|1|"a.tar.xz" unpacks to more than 1073741824 bytes, the most that is read of an archive of its size
archive: zstd bomb archive|image zstd-bomb-archive inspect archive:a.tar.zst|1|"a.tar.zst" unpacks to more than 1073741824 bytes, the most that is read of an archive of its size
archive copied: zstd bomb archive|image zstd-bomb-archive copy -q archive:a.tar.zst archive:o.tar|1|"a.tar.zst" unpacks to more than 1073741824 bytes, the most that is read of an archive of its size
archive: entries archive|image entries-archive inspect archive:a.tar.gz|1|"a.tar.gz" holds more than 100000 entries, the most that is read
archive copied: entries archive|image entries-archive copy -q archive:a.tar.gz archive:o.tar|1|"a.tar.gz" holds more than 100000 entries, the most that is read
archive: cut in header|image cut-in-header inspect archive:a.tar|1|"a.tar" cannot be read as an archive of an image: Truncated input file (needed 512 bytes, only 188 available)
archive copied: cut in header|image cut-in-header copy -q archive:a.tar archive:o.tar|1|"a.tar" cannot be read as an archive of an image: Truncated input file (needed 512 bytes, only 188 available)
archive: cut in blob|image cut-in-blob inspect archive:a.tar|1|"a.tar" cannot be read as an archive of an image: it is cut off
archive copied: cut in blob|image cut-in-blob copy -q archive:a.tar archive:o.tar|1|"a.tar" cannot be read as an archive of an image: it is cut off
archive: twice without end|image twice-without-end inspect archive:a.tar|1|"a.tar" holds "blobs/sha256/HEX" twice
archive copied: twice without end|image twice-without-end copy -q archive:a.tar archive:o.tar|1|"a.tar" holds "blobs/sha256/HEX" twice
docker-archive: climbs|image docker-climbs copy -q docker-archive:a.tar archive:o.tar|3|"../../../../etc/passwd" is not in "a.tar": the image is not whole
docker-archive: absolute|image docker-absolute copy -q docker-archive:a.tar archive:o.tar|3|"/etc/passwd" is not in "a.tar": the image is not whole
docker-archive: link|image docker-link copy -q docker-archive:a.tar archive:o.tar|3|"x/layer.tar" is not in "a.tar": the image is not whole
docker-archive: hard link|image docker-hard-link copy -q docker-archive:a.tar archive:o.tar|3|"x/layer.tar" is not in "a.tar": the image is not whole
docker-archive: link to itself|image docker-link-to-itself copy -q docker-archive:a.tar archive:o.tar|3|"x" is not in "a.tar": the image is not whole
docker-archive: device|image docker-device copy -q docker-archive:a.tar archive:o.tar|3|"x" is not in "a.tar": the image is not whole
docker-archive: no layer|image docker-no-layer copy -q docker-archive:a.tar archive:o.tar|3|"x" is not in "a.tar": the image is not whole
docker-archive: more layers|image docker-more-layers copy -q docker-archive:a.tar archive:o.tar|1|a.tar/manifest.json: it and the config name different numbers of layers
docker-archive: config list|image docker-config-list copy -q docker-archive:a.tar archive:o.tar|1|a.tar/manifest.json: the config is no JSON object
docker-archive: manifest object|image docker-manifest-object copy -q docker-archive:a.tar archive:o.tar|1|a.tar/manifest.json: it is no list of images
docker-archive: manifest empty|image docker-manifest-empty copy -q docker-archive:a.tar archive:o.tar|1|a.tar/manifest.json: it is no list of images
docker-archive: manifest numbers|image docker-manifest-numbers copy -q docker-archive:a.tar archive:o.tar|1|a.tar/manifest.json: an image does not name its config or a layer
docker-archive: other diff id|image docker-other-diff-id copy -q docker-archive:a.tar archive:o.tar|1|blob "DIGEST" in "a.tar" has other content than its digest says: the image is damaged; build or copy it again
dir: digest|image dir-digest copy -q dir:d archive:o.tar|1|digest "sha256:../../etc/passwd" is not "sha256:" and 64 lower-case hex digits
dir: size|image dir-size copy -q dir:d archive:o.tar|1|blob "DIGEST" in "d" has 10240 bytes and not 3: the image is damaged; build or copy it again
dir: missing|image dir-missing copy -q dir:d archive:o.tar|3|blob "DIGEST" is not in "d": the image is not whole; build or copy it again
dir: changed|image dir-changed copy -q dir:d archive:o.tar|1|blob "DIGEST" in "d" has other content than its digest says: the image is damaged; build or copy it again
dir: no manifest|image dir-no-manifest copy -q dir:d archive:o.tar|1|d/manifest.json:1:0: not valid JSON: '[' or '{' expected near end of file
dir: version|image dir-version copy -q dir:d archive:o.tar|1|"d/version" has no version that mote knows: "Directory Transport Version: 9.0\x0a"
dir: layers number|image dir-layers-number copy -q dir:d archive:o.tar|1|"DIGEST" in "d" is named as "application/vnd.oci.image.manifest.v1+json" and is none
dir: size negative|image dir-size-negative copy -q dir:d archive:o.tar|1|a manifest: a descriptor has no media type, digest or size
dir: size huge|image dir-size-huge copy -q dir:d archive:o.tar|1|blob "DIGEST" in "d" has 159 bytes and not 1099511627776: the image is damaged; build or copy it again
ROWS
