VERSION = 2.28.3-1
LICENSE = Apache-2.0
HOMEPAGE = https://www.trustedfirmware.org/projects/mbed-tls/
SOURCE = 3b4953aa55a681e084d31892d9904cc5328d6b4958ea57b90ae4b4f94ae69a8d pool/main/m/mbedtls/mbedtls_2.28.3.orig.tar.gz
LIBS = -lmbedtls -lmbedx509 -lmbedcrypto
SYSTEM = cmake
OPTIONS = -DENABLE_PROGRAMS=OFF -DENABLE_TESTING=OFF
