#!/usr/bin/env bash
# dnsmasq answers for the names that it was told, over UDP and TCP, and for no other.
# shellcheck disable=SC1091,SC2034,SC2154
. tests/corpus/_smoke.sh

port=$(free_port)
ask() { python3 tests/corpus/_dns.py "$port" "$@"; }

start "$port" program "--port=$port" --listen-address=127.0.0.1 --bind-interfaces --no-resolv --no-hosts --local=/test/ \
  --host-record=host.test,192.0.2.9,2001:db8::9 --address=/wild.test/192.0.2.7 '--txt-record=text.test,from scratch'
equal 'an address' 'NOERROR 192.0.2.9' "$(ask host.test A)"
equal 'an address of IPv6' 'NOERROR 2001:db8::9' "$(ask host.test AAAA)"
equal 'an address over TCP' 'NOERROR 192.0.2.9' "$(ask host.test A tcp)"
equal 'all below a name' 'NOERROR 192.0.2.7' "$(ask any.thing.wild.test A)"
equal 'a text' 'NOERROR from scratch' "$(ask text.test TXT)"
equal 'the name of an address' 'NOERROR host.test' "$(ask 9.2.0.192.in-addr.arpa PTR)"
equal 'a name that is not there' NXDOMAIN "$(ask nothing.test A)"
equal 'a name of others' REFUSED "$(ask example.com A)"
stop
equal 'the exit status' 0 "$status"
