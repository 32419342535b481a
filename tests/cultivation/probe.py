"""A WSGI application for the tests of the server: says who answers, and what reached it."""

import json
import os
from pathlib import Path
from urllib.parse import unquote


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/wait":
        # Until somebody writes into the named pipe.
        with Path(unquote(environ["QUERY_STRING"])).open() as pipe:
            pipe.read()
    body = environ["wsgi.input"].read()
    forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
    said = {
        "pid": os.getpid(),
        "read": len(body),
        "length": environ.get("CONTENT_LENGTH"),
        "forwarded": forwarded,
    }
    said["address"] = environ["REMOTE_ADDR"]
    said["arrived"] = environ.get("cultivation.arrived")
    answer = json.dumps(said).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]
