"""Answers over HTTP with Python's own library: python server.py --help

GET  /         what goes in and what comes out, as JSON
GET  /health   {"status": "ok"} once the network is loaded
POST /predict  application/json: a sample, or {"samples": [sample, ...]}
               image/* or audio/wav: one picture or sound as it is, where that is the only input

A sample is {input's name: value}; with a single input its value may stand alone. Pictures and sounds inside JSON are
{"base64": "..."}. Nothing is read from the server's disk for a request, and nothing of a request is kept.
"""

import argparse
import base64
import binascii
import json
import signal
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from predict import predict
from preprocessing import HERE, INPUTS, OUTPUTS

NAME = json.loads((HERE / "preprocessing.json").read_text(encoding="utf-8"))["name"]
MOST_BYTES = 32 * 2**20
MOST_SAMPLES = 1000
BATCH = threading.Lock()
KINDS = {"image": "a picture", "video": "the pictures of a clip", "audio": "a sound", "text": "a text", "table": "a row", "series": "the last rows of a series"}


class Refused(Exception):
    """What is wrong with a request, in words for the one who sent it."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def about():
    """What goes in and what comes out."""
    inputs = []
    for settings in INPUTS:
        entry = {"name": settings["source"], "kind": settings["modality"]}
        if settings["modality"] == "table":
            entry["columns"] = [column["name"] for column in settings["columns"]]
        elif settings["modality"] == "series":
            entry.update(window=settings["window"], channels=[channel["name"] for channel in settings["channels"]])
        inputs.append(entry)
    outputs = [
        {"name": settings["name"], "task": settings["task"], **({} if settings["task"] == "regression" else {"classes": settings["classes"]})}
        for settings in OUTPUTS
    ]
    return {"name": NAME, "inputs": inputs, "outputs": outputs}


def as_value(settings, value, folder):
    """A value of a request as `predict` takes it. Files arrive as base64 and go to a folder of this request."""
    kind = settings["modality"]
    if kind == "video":
        if not isinstance(value, list) or not value:
            raise Refused(400, f'"{settings["source"]}" is {KINDS[kind]}: send a list of {{"base64": "..."}}.')
        return [as_value({**settings, "modality": "image"}, picture, folder) for picture in value]
    if kind in ("image", "audio"):
        if isinstance(value, dict) and set(value) == {"base64"} and isinstance(value["base64"], str):
            try:
                data = base64.b64decode(value["base64"], validate=True)
            except binascii.Error:
                raise Refused(400, f'The base64 of "{settings["source"]}" is damaged.') from None
            path = Path(folder) / f"{len(list(Path(folder).iterdir()))}{'.wav' if kind == 'audio' else ''}"
            path.write_bytes(data)
            return str(path)
        if kind == "image" and isinstance(value, list):
            return value
        if kind == "audio" and isinstance(value, dict) and set(value) == {"rate", "samples"}:
            return value
        raise Refused(400, f'"{settings["source"]}" is {KINDS[kind]}: send {{"base64": "..."}}.')
    if kind == "table" and not isinstance(value, dict):
        raise Refused(400, f'"{settings["source"]}" is a row: send an object, {{column: value}}.')
    if kind == "text" and isinstance(value, str):
        return {"text": value}
    if kind in ("text", "series") and not isinstance(value, dict):
        raise Refused(400, f'"{settings["source"]}" is {KINDS[kind]}: send an object as GET / says.')
    return value


def as_sample(value, folder):
    """{input's name: value} of one sample of a request."""
    if len(INPUTS) == 1 and not (isinstance(value, dict) and set(value) == {INPUTS[0]["source"]}):
        value = {INPUTS[0]["source"]: value}
    names = [settings["source"] for settings in INPUTS]
    if not isinstance(value, dict) or set(value) != set(names):
        raise Refused(400, f"A sample has the inputs {', '.join(names)}.")
    return {settings["source"]: as_value(settings, value[settings["source"]], folder) for settings in INPUTS}


def answers_for(kind, body):
    """Answers for the body of a request of that content type."""
    with tempfile.TemporaryDirectory() as folder:
        if kind.startswith(("image/", "audio/")):
            wanted = "image" if kind.startswith("image/") else "audio"
            if len(INPUTS) != 1 or INPUTS[0]["modality"] != wanted:
                raise Refused(415, f"This network does not take {KINDS[wanted]} alone. GET / says what it takes.")
            samples, single = [{"base64": base64.b64encode(body).decode()}], True
        elif kind == "application/json":
            try:
                sent = json.loads(body)
            except (ValueError, RecursionError):
                raise Refused(400, "The body is no JSON.") from None
            single = not (isinstance(sent, dict) and set(sent) == {"samples"} and isinstance(sent["samples"], list))
            samples = [sent] if single else sent["samples"]
        else:
            raise Refused(415, "Send application/json, a picture (image/*) or a sound (audio/wav).")
        if len(samples) > MOST_SAMPLES:
            raise Refused(413, f"{len(samples)} samples are too many for one request; at most {MOST_SAMPLES}.")
        prepared = [as_sample(sample, folder) for sample in samples]
        try:
            with BATCH:
                answers = predict(prepared) if prepared else []
        except (KeyError, TypeError, ValueError, IndexError, OSError) as error:
            raise Refused(400, f"A sample cannot be read: {type(error).__name__}.") from error
    return answers[0] if single else {"answers": answers}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def reply(self, status, value):
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        if status >= 400:
            # What is left of a refused body is not read.
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/":
            self.reply(200, about())
        elif self.path == "/health":
            self.reply(200, {"status": "ok"})
        else:
            self.reply(404, {"error": "There are /, /health and /predict."})

    def do_POST(self):
        try:
            if self.path != "/predict":
                raise Refused(404, "There are /, /health and /predict.")
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal():
                raise Refused(411, "The request does not say how long its body is.")
            if int(length) > MOST_BYTES:
                raise Refused(413, f"The body takes {length} bytes; at most {MOST_BYTES} are read.")
            kind = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
            body = self.rfile.read(int(length))
            self.reply(200, answers_for(kind, body))
        except Refused as refused:
            self.reply(refused.status, {"error": str(refused)})
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            self.reply(500, {"error": "The server failed. Its log says why."})


class Server(ThreadingHTTPServer):
    daemon_threads = True


def main():
    parser = argparse.ArgumentParser(description="Answers for the trained network over HTTP.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 lets other machines in")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on; 0 takes a free one")
    options = parser.parse_args()
    server = Server((options.host, options.port), Handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"http://{options.host}:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
