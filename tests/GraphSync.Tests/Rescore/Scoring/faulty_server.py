"""An MLflow-like server that misbehaves as its path says: POST /MODE/invocations. GET /seen lists what it was sent."""
import http.server
import json
import time


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen = []

    def do_GET(self):
        self.answer(200, json.dumps(Handler.seen))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        mode = self.path.split("/")[1]
        records = json.loads(body)["dataframe_records"]
        earlier = sum(request["mode"] == mode for request in Handler.seen)
        Handler.seen.append({"mode": mode, "path": self.path, "count": len(records), "first": records[0], "type": self.headers["Content-Type"]})
        getattr(self, "mode_" + mode.partition("-")[0])(len(records), earlier)

    def mode_good(self, count, _):
        self.predict([i / 1000 for i in range(count)])

    def mode_wrapped(self, count, _):
        self.predict([[i / 1000] for i in range(count)])

    def mode_pairs(self, count, _):
        self.predict([[0.5, 0.5]] * count)

    def mode_short(self, count, _):
        self.predict([0.5] * (count - 1))

    def mode_long(self, count, _):
        self.predict([0.5] * (count + 1))

    def mode_nan(self, count, _):
        self.predict([0.5, float("nan")] + [0.5] * (count - 2))

    def mode_null(self, count, _):
        self.predict([0.5, None] + [0.5] * (count - 2))

    def mode_one(self, count, _):
        self.predict([0.5, 1.0000000000000002] + [0.5] * (count - 2))

    def mode_map(self, count, _):
        self.predict({"0": 0.5})

    def mode_bare(self, count, _):
        self.answer(200, json.dumps([0.5] * count))

    def mode_html(self, *_):
        self.answer(200, "<html>Please log in</html>")

    def mode_huge(self, *_):
        self.answer(200, " " * 5_000_000)

    def mode_error(self, *_):
        self.answer(500, "Traceback: " + "x" * 1000)

    def mode_redirect(self, *_):
        self.answer(302, "", {"Location": "/good/invocations"})

    def mode_busy(self, count, earlier):
        self.answer(503, "busy", {"Retry-After": "0"}) if earlier < 2 else self.mode_good(count, 0)

    def mode_limited(self, *_):
        self.answer(429, "slow down", {"Retry-After": "0"})

    def mode_drop(self, count, earlier):
        if earlier == 0:
            self.close_connection = True
            return
        self.mode_good(count, 0)

    def mode_slow(self, *_):
        time.sleep(600)

    def predict(self, predictions):
        self.answer(200, json.dumps({"predictions": predictions}))

    def answer(self, status, text, headers=None):
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # a test hung up


server = Server(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()
