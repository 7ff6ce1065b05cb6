"""Services of AWS that the emulator lacks."""

import json
import re
import urllib.parse

from emulator import ACCOUNT
from lambda_runtime import Server


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

    def __init__(self, emulator):
        self.emulator = emulator
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
        return self.emulator.forward(method, path, dict(headers), body)

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
