"""Plays Lambda for one instance of a function.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
"""

import json
import os
import pathlib
import queue
import struct
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid
import zipfile
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 60

# What separates status and headers from the body in a streamed answer.
PRELUDE_END = bytes(8)


class Server:
    """An HTTP server on a free local port. answer(method, path, headers, body) returns status, headers and body."""

    def __init__(self, answer):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Sends an answer in one piece.
            wbufsize = -1

            def handle_one(self):
                chunked = self.headers.get("Transfer-Encoding") == "chunked"
                body = self.chunks() if chunked else self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, content = answer(self.command, self.path, self.headers, body)
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            def chunks(self):
                body = b""
                while size := int(self.rfile.readline(), 16):
                    body += self.rfile.read(size)
                    self.rfile.readline()
                while trailer := self.rfile.readline().strip():
                    name, value = trailer.decode().split(":", 1)
                    self.headers[name] = value.strip()
                return body

            do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = "127.0.0.1:%d" % self.server.server_port
        self.url = "http://" + self.address
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Function:
    """The bootstrap of a zip, started with the given variables and those that Lambda adds, and with no others."""

    def __init__(self, package, variables, arn):
        self.arn = arn
        self.events = queue.Queue()
        self.answers = queue.Queue()
        self.api = Server(self.answer)
        self.folder = tempfile.TemporaryDirectory()
        with zipfile.ZipFile(package) as content:
            content.extract("bootstrap", self.folder.name)
        binary = pathlib.Path(self.folder.name, "bootstrap")
        binary.chmod(0o755)
        self.log = pathlib.Path(self.folder.name, "log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [binary],
                cwd=self.folder.name,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=variables | {
                    "AWS_LAMBDA_RUNTIME_API": self.api.address,
                    "AWS_LAMBDA_FUNCTION_NAME": arn.split(":")[6],
                    "AWS_LAMBDA_FUNCTION_VERSION": "1",
                    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
                    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
                    "AWS_ACCESS_KEY_ID": "test",
                    "AWS_SECRET_ACCESS_KEY": "test",
                    "AWS_SESSION_TOKEN": "test",
                    "AWS_REGION": arn.split(":")[3],
                    "_HANDLER": "bootstrap",
                    "LAMBDA_TASK_ROOT": self.folder.name,
                    "PATH": os.defpath,
                    "TZ": ":UTC",
                },
            )

    def answer(self, method, path, headers, body):
        if path.endswith("/invocation/next"):
            event = self.events.get()
            return 200, {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
                "Lambda-Runtime-Deadline-Ms": str(int((time.time() + PATIENCE) * 1000)),
                "Lambda-Runtime-Invoked-Function-Arn": self.arn,
            }, json.dumps(event).encode()
        kind = path.rsplit("/", 1)[1]
        if "Lambda-Runtime-Function-Error-Type" in headers:
            kind = "error"
        streamed = headers.get("Lambda-Runtime-Function-Response-Mode") == "streaming"
        self.answers.put((kind, unstreamed(body) if streamed else json.loads(body)))
        return 202, {"Content-Type": "application/json"}, b'{"status":"OK"}'

    def call(self, method, path, body=None, headers={}, host="a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"):
        """Sends an event as an HTTP API or, depending on the host, a Function URL does, and returns the answer."""
        route = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "test"}
        return self.take({
            "version": "2.0",
            "routeKey": f"{method} {path}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/json", "host": host} | headers,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "a1b2c3d4e5",
                "authorizer": {"iam": {"userArn": "arn:aws:iam::123456789012:user/caller"}},
                "domainName": host,
                "domainPrefix": "a1b2c3d4e5",
                "http": route,
                "requestId": "JKJaXmPLvHcESHA=",
                "routeKey": f"{method} {path}",
                "stage": "$default",
                "time": "22/Nov/2026:10:15:30 +0000",
                "timeEpoch": int(time.time() * 1000),
            },
            **({} if body is None else {"body": json.dumps(body)}),
            "isBase64Encoded": False,
        })

    def take(self, event):
        """Sends an event unchanged, and returns the answer."""
        self.events.put(event)
        try:
            kind, answer = self.answers.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError("no answer:\n" + self.log.read_text()) from None
        if kind != "response":
            raise AssertionError(f"{answer}\n{self.log.read_text()}")
        return answer

    def close(self):
        self.process.kill()
        self.process.wait()
        self.api.close()
        self.folder.cleanup()


def unstreamed(content):
    """A streamed answer in the form of a buffered one, with "streamed" added."""
    prelude, body = content.split(PRELUDE_END, 1)
    return json.loads(prelude) | {"body": body.decode(), "streamed": True}


# The answer to a request that only opens a connection. It needs no permission.
UNSIGNED = 403, {"Content-Type": "application/json"}, b"{}"


def invocations(calls, function, events):
    """Plays Lambda's Invoke. Appends the event to events, and the action and the function's ARN to calls."""

    def answer(method, path, headers, body):
        address = urllib.parse.urlsplit(path)
        name = address.path.split("/")[3]
        (qualifier,) = urllib.parse.parse_qs(address.query)["Qualifier"]
        calls.append(("lambda:InvokeFunction", f"{function.rsplit(':', 2)[0]}:{name}:{qualifier}"))
        events.append(json.loads(body))
        return (202 if headers["X-Amz-Invocation-Type"] == "Event" else 400), {}, b""

    return Server(answer)


def bedrock(calls):
    """Plays Bedrock's Converse and ConverseStream, with one line of Python as the reply. Appends action and model to calls."""
    text = "```python\nprint('Hello')\n```"
    usage = {"inputTokens": 12, "outputTokens": 7, "totalTokens": 19}
    whole = {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}},
        "stopReason": "end_turn",
        "usage": usage,
        "metrics": {"latencyMs": 5},
    }
    events = b"".join([
        event("messageStart", {"role": "assistant"}),
        *(event("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": line}}) for line in text.splitlines(True)),
        event("contentBlockStop", {"contentBlockIndex": 0}),
        event("messageStop", {"stopReason": "end_turn"}),
        event("metadata", {"usage": usage, "metrics": {"latencyMs": 5}}),
    ])

    def answer(method, path, headers, body):
        if "Authorization" not in headers:
            return UNSIGNED
        _, _, model, operation = path.split("/", 3)
        streams = operation == "converse-stream"
        action = "bedrock:InvokeModelWithResponseStream" if streams else "bedrock:InvokeModel"
        calls.append((action, urllib.parse.unquote(model)))
        if streams:
            return 200, {"Content-Type": "application/vnd.amazon.eventstream"}, events
        status = 200 if operation in ("converse", "converse-stream") else 404
        return status, {"Content-Type": "application/json"}, json.dumps(whole).encode()

    return Server(answer)


def event(kind, payload):
    """A message of AWS's event stream encoding.

    https://smithy.io/2.0/aws/amazon-eventstream.html
    """
    fields = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    headers = b"".join(
        struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
        for name, value in fields.items()
    )
    content = json.dumps(payload).encode()
    prelude = struct.pack("!II", len(headers) + len(content) + 16, len(headers))
    message = prelude + struct.pack("!I", zlib.crc32(prelude)) + headers + content
    return message + struct.pack("!I", zlib.crc32(message))
