#!/usr/bin/env bash
# Unbound answers what it was told itself, and asks another server once for what it was not: the second answer is from its cache.
# shellcheck disable=SC1091,SC2034,SC2154
. tests/corpus/_smoke.sh

port=$(free_port) other=$(free_port) control=$(free_port)
ask() { python3 tests/corpus/_dns.py "$port" "$@"; }

mkdir "$work/files"
cat >"$work/files/unbound.conf" <<END
server:
	interface: 127.0.0.1
	port: $port
	num-threads: 2
	use-syslog: no
	do-not-query-localhost: no
	local-zone: "here.test" static
	local-data: "host.here.test A 192.0.2.9"
	local-data: "host.here.test AAAA 2001:db8::9"
	local-data: 'text.here.test TXT "from scratch"'
	local-data-ptr: "192.0.2.9 host.here.test"
	local-zone: "test" transparent
forward-zone:
	name: "."
	forward-addr: 127.0.0.1@$other
remote-control:
	control-enable: yes
	control-interface: 127.0.0.1
	control-port: $control
	control-use-cert: no
END
add_files "$work/files"
equal 'its opinion of the configuration' 'unbound-checkconf: no errors in /unbound.conf' "$(program_at /unbound-checkconf /unbound.conf)"
equal 'its opinion of the one in the image' 'unbound-checkconf: no errors in /etc/unbound/unbound.conf' "$(program_at /unbound-checkconf)"

start 0 python3 tests/corpus/_dns.py serve "$other" 192.0.2.77
asked=$work/server.1.log
start "$port" program -c /unbound.conf
equal 'an address' 'NOERROR 192.0.2.9' "$(ask host.here.test A)"
equal 'an address over TCP' 'NOERROR 192.0.2.9' "$(ask host.here.test A tcp)"
equal 'an address of IPv6' 'NOERROR 2001:db8::9' "$(ask host.here.test AAAA)"
equal 'a text' 'NOERROR from scratch' "$(ask text.here.test TXT)"
equal 'the name of an address' 'NOERROR host.here.test' "$(ask 9.2.0.192.in-addr.arpa PTR)"
equal 'a name that is not there' NXDOMAIN "$(ask nothing.here.test A)"
equal 'whom the other server was asked for' '' "$(grep here.test "$asked")"
equal 'a name of the other server' 'NOERROR 192.0.2.77' "$(ask elsewhere.example A)"
equal 'the same name again' 'NOERROR 192.0.2.77' "$(ask elsewhere.example A)"
equal 'how often the other server was asked' 1 "$(grep -cix elsewhere.example "$asked")"
statistics=$(program_at /unbound-control -c /unbound.conf -s "127.0.0.1@$control" stats_noreset)
equal 'the questions that it counts' 8 "$(sed -n 's/^total.num.queries=//p' <<<"$statistics")"
stop
equal 'the exit status' 0 "$status"
