#!/usr/bin/env python3
"""Serves lr_v2 over HTTP as `mlflow models serve` would serve it: a small stand-in for trying an HTTP scorer.

    python3 samples/scorers/serve_mlflow.py --port 5001

prints the URL to put into model_versions.scorer. POST /invocations takes {"dataframe_records": [{...}, ...]} and
answers {"predictions": [...]} in the same order; GET /ping answers 200. Needs nothing but Python 3.
"""
import argparse
import http.server
import importlib.util
import json
import pathlib

LR_V2 = pathlib.Path(__file__).parent / "lr_v2"


def load_model():
    spec = importlib.util.spec_from_file_location("lr_v2_eval", LR_V2 / "eval.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Model(LR_V2 / "lr_v2.coefficient.tsv")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection open between batches
    model = load_model()

    def do_GET(self):
        self.answer(200 if self.path == "/ping" else 404, {})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/invocations":
            self.answer(404, {"error_code": "NOT_FOUND", "message": "POST to /invocations"})
            return
        try:
            records = json.loads(body)["dataframe_records"]
            self.answer(200, {"predictions": [self.model.confidence(record) for record in records]})
        except (ValueError, KeyError, TypeError) as error:
            self.answer(400, {"error_code": "BAD_REQUEST", "message": str(error)})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass  # one line a request would say nothing


def main():
    arguments = argparse.ArgumentParser(description="Serve lr_v2 over MLflow's scoring protocol.")
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=5001, help="0 picks a free one")
    options = arguments.parse_args()
    with http.server.ThreadingHTTPServer((options.host, options.port), Handler) as server:
        print(f"http://{options.host}:{server.server_address[1]}/invocations", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
