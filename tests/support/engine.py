"""An engine that does what the file "scenario" says: engine.py SOCKET, until it is ended. What it was sent lies in "loaded.tar"."""

import hashlib
import http.server
import io
import json
import os
import socketserver
import sys
import tarfile
import time

NO_ROOM = "write /manifest.json: no space left on device"
OTHER = "sha256:" + "12" * 32


def scenario():
    with open("scenario") as file:
        return file.read().strip()


def archive(path="loaded.tar"):
    """The config's bytes, and the names, of what was loaded."""
    with tarfile.open(path) as tar:
        listed = json.load(tar.extractfile("manifest.json"))[0]
        return tar.extractfile(listed["Config"]).read(), listed["RepoTags"]


class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def address_string(self):
        return "a socket"

    def log_message(self, *_):
        pass

    def say(self, status, body, content_type="application/json"):
        body = body if isinstance(body, bytes) else json.dumps(body).encode() if not isinstance(body, str) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def cut(self, body, length):
        """Less than was promised, and the connection is gone."""
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def chunks(self, most=None):
        """The body of the request; None when it broke off."""
        body = io.BytesIO()
        while True:
            line = self.rfile.readline()
            if not line.endswith(b"\r\n"):
                return None
            size = int(line, 16)
            body.write(self.rfile.read(size))
            self.rfile.readline()
            if size == 0:
                return body.getvalue()
            if most is not None and body.tell() > most:
                return body.getvalue()

    def do_POST(self):
        how = scenario()
        if how == "cut-upload":
            self.chunks(100)
            self.close_connection = True
            return
        if self.headers.get("Transfer-Encoding") != "chunked" or self.path != "/images/load?quiet=1":
            self.say(500, {"message": "what is %s?" % self.path})
            return
        body = self.chunks()
        with open("uploads", "a") as file:
            file.write("%s: %s\n" % (how, "broke off" if body is None else "whole"))
        if body is None:
            self.close_connection = True
            return
        with open("loaded.tar", "wb") as file:
            file.write(body)
        answers = {
            "error": '{"stream":"Loading"}\r\n{"errorDetail":{"message":"%s"},"error":"%s"}\r\n' % (NO_ROOM, NO_ROOM),
            "detail": '{"errorDetail":{"code":1,"message":"%s"}}' % NO_ROOM,
            "error-object": '{"error":{}}',
            "no-json": "<html>a proxy</html>",
            "half-json": '{"stream":"Loaded image: x"}\r\n{"stream":',
            "endless": '{"stream":"%s"}' % ("x" * (5 << 20)),
            "silent": "",
            "pretty": '{\n "stream": "Loaded"\n}{"stream":""}\n\n',
        }
        if how == "stall":
            time.sleep(60)
        elif how == "cut-answer":
            self.cut(b'{"stream":"Loading"}\r\n', 100)
        elif how == "status":
            self.say(500, {"message": NO_ROOM})
        elif how == "podman":
            self.say(500, {"cause": "no space", "message": NO_ROOM, "response": 500})
        elif how == "no-reason":
            self.say(503, "")
        elif how == "escape":
            self.say(500, {"message": "\x1b[31mred\x1b[0m\nand more"})
        elif how == "plain":
            self.say(400, "Client sent an HTTP request to an HTTPS server.\n", "text/plain")
        elif how == "moved":
            self.say(301, "")
        else:
            self.say(200, answers.get(how, '{"stream":"Loaded image: x\\n"}\r\n'))

    def image(self):
        how = scenario()
        config, names = archive()
        identity = "sha256:" + hashlib.sha256(config).hexdigest()
        layers = json.loads(config)["rootfs"]["diff_ids"]
        if how == "lost" or self.path[len("/images/"):-len("/json")] not in names:
            self.say(404, {"message": "No such image"})
            return
        if how == "podman-id":
            identity = identity[7:]
        elif how in ("another", "containerd", "containerd-another"):
            identity = OTHER
        elif how == "no-id":
            identity = None
        if how == "containerd-another":
            layers = layers[1:]
        self.say(200, {"Id": identity, "RootFS": {"Type": "layers", "Layers": layers}})

    def save(self):
        how = scenario()
        if how == "absent":
            self.say(404, {"message": "reference does not exist"})
        elif how == "status":
            self.say(500, {"message": "no such graph"})
        elif how in ("cut-tar", "short-tar", "packed", "saved"):
            with open("saved.tar", "rb") as file:
                body = file.read()
            if how == "cut-tar":
                self.cut(body[:2000], len(body))
                return
            if how == "short-tar":
                body = body[:len(body) // 2]
            if how == "packed":
                import gzip
                body = gzip.compress(body)
            self.say(200, body, "application/x-tar")
        elif how == "no-tar":
            self.say(200, '{"message":"?"}', "application/x-tar")

    def do_GET(self):
        how = scenario()
        if self.path.endswith("/json"):
            self.image()
        elif self.path.endswith("/get"):
            self.save()
        elif self.path == "/version":
            architecture = {"arm64": "arm64", "s390x": "s390x", "vax": "vax"}.get(how, "amd64")
            self.say(200, {"Version": "1"} if how == "no-platform" else {"Os": "linux", "Arch": architecture})
        elif self.path == "/info":
            kind = "io.containerd.snapshotter.v1" if how.startswith("containerd") else "overlay"
            self.say(200, {"DriverStatus": [["Backing Filesystem", "ext4"], ["driver-type", kind]]})


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 16

    def handle_error(self, *_):
        """Who has read enough closes the connection."""


os.umask(0o077)
Server(sys.argv[1], Engine).serve_forever()
