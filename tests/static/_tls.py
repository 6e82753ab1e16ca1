"""Registries of one image that differ in their TLS: each mote has to get it, or to say why not."""

import _ssl
import ctypes
import http.server
import os
import ssl
import subprocess
import sys
import threading

from image import entry, image

KEYS = {
    "rsa": "rsa:2048",
    "pss": "rsa-pss -pkeyopt rsa_keygen_bits:2048",
    "p256": "ec -pkeyopt ec_paramgen_curve:P-256",
    "p384": "ec -pkeyopt ec_paramgen_curve:P-384",
    "p521": "ec -pkeyopt ec_paramgen_curve:P-521",
    "ed25519": "ed25519",
    "ed448": "ed448",
}
CIPHERS = """ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA384
    DHE-RSA-AES128-GCM-SHA256 AES128-SHA AES256-GCM-SHA384""".split()
GROUPS = "X25519 prime256v1 secp384r1 secp521r1 X448 ffdhe2048".split()
VERSIONS = ("TLSv1_2", "TLSv1_3")
SSL_CTRL_SET_GROUPS_LIST = 92
# name, key of the server, and what is said to its context; "client": the key of the certificate that it asks for; "fails": why
ROWS = (
    [(f"{key} {version}", key, {"version": version}) for key in KEYS for version in VERSIONS]
    + [(cipher, "rsa", {"version": "TLSv1_2", "ciphers": cipher}) for cipher in CIPHERS]
    + [(f"group {group}", "p256", {"group": group}) for group in GROUPS]
    + [(f"client {key} {version}", "rsa", {"version": version, "client": key}) for key in [*KEYS, "pkcs1"] for version in VERSIONS]
    + [("no certificate", "rsa", {"version": "TLSv1_2", "client": None, "fails": "alert handshake failure"})]
    + [(f"not trusted {key}", key, {"authority": "other", "fails": "unable to get local issuer certificate"}) for key in KEYS]
    + [
        ("another host", "elsewhere", {"fails": "no alternative certificate subject name matches"}),
        ("old", "rsa", {"version": "TLSv1_1", "ciphers": "ALL:@SECLEVEL=0", "fails": "alert protocol version"}),
        ("digest", "rsa", {"login": True, "fails": "an authorization that mote does not support"}),
    ]
)
# what has to be tried under an emulator, which is slow: an arithmetic of each kind
EMULATED = ["rsa TLSv1_2", "p256 TLSv1_3", "p521 TLSv1_3", "ed25519 TLSv1_3", "ed448 TLSv1_3", "ECDHE-RSA-CHACHA20-POLY1305", "group X448", "client p256 TLSv1_3", "not trusted rsa"]


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def make_keys(work):
    os.chdir(work)
    for name in "ca", "other":
        openssl(*f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout {name}.key -out {name}.crt -days 2 -subj /CN={name}".split())
    for name, key in [*KEYS.items(), ("elsewhere", "rsa:2048")]:
        host = "elsewhere.test" if name == "elsewhere" else "localhost"
        with open("names", "w") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        openssl(*f"req -newkey {key} -nodes -keyout {name}.key -out {name}.csr -subj /CN={host}".split())
        openssl(*f"x509 -req -in {name}.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out {name}.crt".split())
    openssl(*"rsa -traditional -in rsa.key -out pkcs1.key".split())
    os.symlink("rsa.crt", "pkcs1.crt")
    openssl(*"genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh.pem".split())


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    manifest = None
    login = False

    def do_GET(self):
        if self.login:
            self.send_response(401)
            for challenge in 'Digest realm="r", nonce="n", qop="auth"', "NTLM", "Negotiate":
                self.send_header("WWW-Authenticate", challenge)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        wanted = self.path.split("/")[-1]
        digest = self.manifest["digest"] if wanted == "latest" else wanted
        with open("layout/blobs/sha256/" + digest[7:], "rb") as file:
            data = file.read()
        self.send_response(200)
        self.send_header("Content-Type", self.manifest["mediaType"] if digest == self.manifest["digest"] else "application/octet-stream")
        self.send_header("Docker-Content-Digest", digest)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # who does not trust a server hangs up


def set_group(context, group):
    """SSL_CTX_set1_groups_list(), because set_ecdh_curve() of Debian 12's Python knows no X25519. An SSLContext begins with its SSL_CTX."""
    pointer = ctypes.c_void_p.from_address(id(context) + object.__basicsize__)
    ctrl = ctypes.CDLL(_ssl.__file__).SSL_CTX_ctrl
    ctrl.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_long, ctypes.c_char_p]
    if ctrl(pointer, SSL_CTRL_SET_GROUPS_LIST, 0, group.encode()) != 1:
        sys.exit(f"OpenSSL does not know the group {group}")


def serve(key, version=None, ciphers=None, group=None, client=False, login=False, **_):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_dh_params("dh.pem")
    if ciphers:
        context.set_ciphers(ciphers)
    if version:
        context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    if group:
        set_group(context, group)
    if client is not False:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations("ca.crt")
    context.load_cert_chain(f"{key}.crt", f"{key}.key")
    server = Server(("localhost", 0), type("Row", (Handler,), {"login": login}))
    # a handshake is its thread's, not the listener's
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def pull(mote, port, client=False, authority="ca", **_):
    """How a mote ended, and what it said."""
    folder = f"config/containers/certs.d/localhost:{port}"
    wanted = {"ca.crt": f"{authority}.crt", **({"client.cert": f"{client}.crt", "client.key": f"{client}.key"} if client else {})}
    os.makedirs(folder, exist_ok=True)
    for name, target in wanted.items():
        if not os.path.lexists(f"{folder}/{name}"):
            os.symlink(f"{os.getcwd()}/{target}", f"{folder}/{name}")
    done = subprocess.run(
        [*mote, "copy", "-q", f"docker://localhost:{port}/image", "oci:pulled"],
        env={**os.environ, "XDG_CONFIG_HOME": os.getcwd() + "/config", "HOME": os.getcwd()}, capture_output=True, text=True, timeout=120,
    )
    subprocess.run(["rm", "-rf", "pulled"], check=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def main(work, *motes):
    motes = [[os.path.abspath(word) if "/" in word else word for word in mote.split()] for mote in motes]
    make_keys(work)
    Handler.manifest = image("layout", entry("hello", b"hello\n")).index[0]
    failed = 0
    for name, key, how in ROWS:
        port = serve(key, **how)
        said = [pull(mote, port, **how) for mote in motes[: 3 if name in EMULATED else 2]]
        status, words = (1, how["fails"]) if "fails" in how else (0, "oci:pulled@" + Handler.manifest["digest"])
        right = all(one[0] == status and words in one[1] for one in said)
        print("ok" if right else "NOT", name, *said, sep="\n  ")
        failed += not right
    sys.exit(failed > 0)


main(*sys.argv[1:])
