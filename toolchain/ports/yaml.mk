VERSION = 0.2.5-1
LICENSE = MIT
HOMEPAGE = https://github.com/yaml/libyaml
SOURCE = fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e pool/main/liby/libyaml/libyaml_0.2.5.orig.tar.gz
LIBS = -lyaml
SYSTEM = autotools
PREPARE = autoreconf -fi
