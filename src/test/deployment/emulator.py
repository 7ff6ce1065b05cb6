"""An emulator of AWS, and what it lacks."""

import json
import logging
import os
import re
import unittest
import urllib.error
import urllib.parse
import urllib.request

from lambda_runtime import Server

ACCOUNT = "123456789012"


class EmulatedAws(unittest.TestCase):
    """A test with an emulator of its own."""

    @classmethod
    def setUpClass(cls):
        # The emulator reads its settings when it is loaded.
        os.environ["MOTO_ACCOUNT_ID"] = ACCOUNT
        import boto3
        from moto.awslambda.models import FunctionUrlConfig
        from moto.s3.models import FakeDeleteMarker
        from moto.server import ThreadedMotoServer

        # Without this method, the emulator cannot remove delete markers, and a bucket never becomes empty.
        FakeDeleteMarker.dispose = lambda marker: None
        # The emulator does not change the mode of a Function URL.
        if not hasattr(FunctionUrlConfig, "unchanged"):
            FunctionUrlConfig.unchanged = FunctionUrlConfig.update
            FunctionUrlConfig.update = lambda url, config: (url.config.update(config), url.unchanged(config))

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        cls.emulator = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.emulator.start()
        cls.addClassCleanup(cls.emulator.stop)
        cls.endpoint = "http://%s:%d" % cls.emulator.get_host_and_port()
        cls.clients = boto3.session.Session(
            aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1"
        )
        # The emulator is the same for all tests of a process.
        urllib.request.urlopen(urllib.request.Request(cls.endpoint + "/moto-api/reset", method="POST"))

    def client(self, service):
        return self.clients.client(service, endpoint_url=self.endpoint, verify=False)


def forward(endpoint, method, path, headers, body):
    """Sends a request on and returns status, headers and body of the answer."""
    request = urllib.request.Request(endpoint + path, data=body or None, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, dict(response.headers), response.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, dict(refusal.headers), refusal.read()


def answered(status, content):
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()


def refused(status, kind):
    return status, {"Content-Type": "application/json", "x-amzn-ErrorType": kind}, json.dumps({"message": kind}).encode()


class ProvisionedConcurrency:
    """Plays Lambda with provisioned concurrency; everything else goes to the emulator. Records what changes versions and alias.

    https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html
    """

    PATH = re.compile(r"/2019-09-30/functions/[^/]+/provisioned-concurrency")
    ALIAS = re.compile(r"/2015-03-31/functions/[^/]+/aliases(/[^/]+)?")

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.warm = {}
        self.journal = []
        # Versions whose start fails.
        self.broken = set()
        self.server = Server(self.answer)

    def answer(self, method, path, headers, body):
        address = urllib.parse.urlsplit(path)
        if self.PATH.fullmatch(address.path):
            (qualifier,) = urllib.parse.parse_qs(address.query)["Qualifier"]
            return self.provisioned(method, qualifier, body)
        if self.ALIAS.fullmatch(address.path) and method in ("POST", "PUT"):
            self.journal.append(("alias", json.loads(body)["FunctionVersion"]))
        return forward(self.endpoint, method, path, headers, body)

    def provisioned(self, method, qualifier, body):
        if method == "PUT":
            self.warm[qualifier] = json.loads(body)["ProvisionedConcurrentExecutions"]
            self.journal.append(("warm", qualifier))
            return answered(202, self.state(qualifier) | {"Status": "IN_PROGRESS"})
        if qualifier not in self.warm:
            return refused(404, "ProvisionedConcurrencyConfigNotFoundException")
        if method == "DELETE":
            del self.warm[qualifier]
            self.journal.append(("cold", qualifier))
            return 204, {}, b""
        return answered(200, self.state(qualifier))

    def state(self, qualifier):
        instances = self.warm[qualifier]
        if qualifier in self.broken:
            outcome = {"Status": "FAILED", "StatusReason": "FUNCTION_ERROR_INIT_FAILURE"}
        else:
            outcome = {"Status": "READY", "AvailableProvisionedConcurrentExecutions": instances}
        return {
            "RequestedProvisionedConcurrentExecutions": instances,
            "AllocatedProvisionedConcurrentExecutions": instances,
            "LastModified": "2026-11-22T10:15:30+0000",
        } | outcome


class InferenceProfiles:
    """Plays Bedrock's application inference profiles. Their ids are the letters and digits of the model's name.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateInferenceProfile.html
    """

    ARN = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:application-inference-profile/"

    def __init__(self):
        self.profiles = {}
        self.tags = {}
        self.server = Server(self.answer)

    def answer(self, method, path, headers, body):
        path = urllib.parse.unquote(path)
        content = json.loads(body) if body else {}
        if path == "/inference-profiles":
            return self.create(content)
        if path == "/listTagsForResource":
            tags = self.tags.get(content["resourceARN"], {})
            return answered(200, {"tags": [{"key": key, "value": value} for key, value in tags.items()]})
        if path == "/tagResource":
            self.tags[content["resourceARN"]] |= {tag["key"]: tag["value"] for tag in content["tags"]}
            return answered(200, {})
        arn = self.ARN + path.rsplit("/", 1)[1]
        if arn not in self.profiles:
            return refused(404, "ResourceNotFoundException")
        if method == "DELETE":
            del self.profiles[arn]
            return answered(200, {})
        return answered(200, self.profiles[arn])

    def create(self, content):
        source = content["modelSource"]["copyFrom"]
        identity = re.sub("[^a-z0-9]", "", source.rsplit("/", 1)[1])
        arn = self.ARN + identity
        if arn in self.profiles:
            return refused(409, "ConflictException")
        self.profiles[arn] = {
            "inferenceProfileName": content["inferenceProfileName"],
            "description": content["description"],
            "createdAt": "2026-11-22T10:15:30Z",
            "updatedAt": "2026-11-22T10:15:30Z",
            "inferenceProfileArn": arn,
            "inferenceProfileId": identity,
            "models": [{"modelArn": source}],
            "status": "ACTIVE",
            "type": "APPLICATION",
        }
        self.tags[arn] = {tag["key"]: tag["value"] for tag in content.get("tags", [])}
        return answered(201, {"inferenceProfileArn": arn, "status": "ACTIVE"})
