VERSION = 1.4.1-1
LICENSE = BSD-2-Clause
HOMEPAGE = https://github.com/protobuf-c/protobuf-c
SOURCE = 4cc4facd508172f3e0a4d3a8736225d472418aee35b4ad053384b137b220339f pool/main/p/protobuf-c/protobuf-c_1.4.1.orig.tar.gz
LIBS = -lprotobuf-c
SYSTEM = autotools
OPTIONS = --disable-protoc
