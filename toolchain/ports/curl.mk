VERSION = 7.88.1-10+deb12u15
LICENSE = curl
HOMEPAGE = https://curl.se/
SOURCE = cdb38b72e36bc5d33d5b8810f8018ece1baa29a8f215b4495e495ded82bbf3c7 pool/main/c/curl/curl_7.88.1.orig.tar.gz
FIXES = 961b78bc48492c5693e4decb352ddd176f343260a8956f48b2887874048ef23b pool/main/c/curl/curl_7.88.1-10+deb12u15.debian.tar.xz
# the last of Debian's patches make the same source a libcurl-gnutls and a libcurl-nss
SKIP_FIXES = 90_gnutls 99_nss
DEPENDS = nghttp2 openssl zlib
LIBS = -lcurl
SYSTEM = autotools
OPTIONS = --with-openssl --with-nghttp2 --with-zlib --without-brotli --without-zstd --without-libpsl --without-libidn2 --without-librtmp --without-libssh2 \
  --disable-ldap --disable-manual --enable-ipv6 --with-ca-path=/etc/ssl/certs --with-ca-bundle=/etc/ssl/certs/ca-certificates.crt
BUILD = -C lib
INSTALL = -C lib install
AFTER = $(MAKE) -C include DESTDIR=/out install && install -Dm644 -t /out/usr/lib/pkgconfig libcurl.pc
