"""One execution environment of Lambda, for one function: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""

import json
import os
import pathlib
import queue
import subprocess
import tempfile
import threading
import time
import urllib.parse
import uuid
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 60


class Server:
    """An HTTP server on a free local port; answer(method, path, headers, body) gives status, headers, body."""

    def __init__(self, answer):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, content = answer(self.command, self.path, self.headers, body)
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_one

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
    """The bootstrap of a zip, started with the given variables and what Lambda adds to them, and nothing else."""

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
        self.answers.put((path.rsplit("/", 1)[1], json.loads(body)))
        return 202, {"Content-Type": "application/json"}, b'{"status":"OK"}'

    def call(self, method, path, body=None, headers={}):
        """Sends an event as an HTTP API does, payload format 2.0, and gives the answer."""
        route = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "test"}
        return self.take({
            "version": "2.0",
            "routeKey": f"{method} {path}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/json", "host": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"} | headers,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "a1b2c3d4e5",
                "authorizer": {"iam": {"userArn": "arn:aws:iam::123456789012:user/caller"}},
                "domainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
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
        """Sends an event as it is, and gives the answer."""
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


# To what opens a connection, and needs no permission.
UNSIGNED = 403, {"Content-Type": "application/json"}, b"{}"


def invocations(calls, function, events):
    """Lambda's Invoke, which keeps the event for later; calls gets the ARNs of what is invoked."""

    def answer(method, path, headers, body):
        address = urllib.parse.urlsplit(path)
        name = address.path.split("/")[3]
        (qualifier,) = urllib.parse.parse_qs(address.query)["Qualifier"]
        calls.append(("lambda:InvokeFunction", f"{function.rsplit(':', 2)[0]}:{name}:{qualifier}"))
        events.append(json.loads(body))
        return (202 if headers["X-Amz-Invocation-Type"] == "Event" else 400), {}, b""

    return Server(answer)


def bedrock(calls):
    """Bedrock's Converse as it looks from the wire, which writes a line of Python; calls gets the ids of the models."""

    def answer(method, path, headers, body):
        if "Authorization" not in headers:
            return UNSIGNED
        _, _, model, operation = path.split("/", 3)
        calls.append(("bedrock:InvokeModel", urllib.parse.unquote(model)))
        reply = {
            "output": {"message": {"role": "assistant", "content": [{"text": "```python\nprint('Hello')\n```"}]}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 12, "outputTokens": 7, "totalTokens": 19},
            "metrics": {"latencyMs": 5},
        }
        status = 200 if operation == "converse" else 404
        return status, {"Content-Type": "application/json"}, json.dumps(reply).encode()

    return Server(answer)
