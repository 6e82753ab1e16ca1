"""A registry that lets in whoever has a name and a password. Alone it writes its port into the file that it is told of."""
import http.server
import os
import sys


class Handler(http.server.BaseHTTPRequestHandler):
    def before_letting_in(self):
        pass

    def do_GET(self):
        known = "Authorization" in self.headers
        if known:
            self.before_letting_in()
        self.send_response(200 if known else 401)
        if not known:
            self.send_header("WWW-Authenticate", 'Basic realm="tests"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with open(sys.argv[1] + ".new", "w", encoding="utf-8") as file:
        file.write(str(server.server_port))
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()
