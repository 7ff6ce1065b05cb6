"""Starts an emulator of AWS in this process."""

import logging
import os
import urllib.error
import urllib.request

from lambda_runtime import Server

ACCOUNT = "123456789012"
REGION = "us-east-1"


class Emulator:
    def __init__(self):
        # The emulator reads its settings when it is loaded.
        os.environ |= {"MOTO_ACCOUNT_ID": ACCOUNT, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
        import boto3
        from moto.awslambda.models import FunctionUrlConfig
        from moto.iam.access_control import PermissionResult
        from moto.s3.models import FakeBucket, FakeDeleteMarker
        from moto.server import ThreadedMotoServer

        # Without this method, the emulator cannot remove delete markers, and a bucket never becomes empty.
        FakeDeleteMarker.dispose = lambda marker: None
        # The emulator ignores conditions in bucket policies, so that "TLS only" would lock out everyone.
        FakeBucket.get_permission = lambda bucket, action, resource: PermissionResult.NEUTRAL
        # The emulator does not change the mode of a Function URL.
        if not hasattr(FunctionUrlConfig, "unchanged_update"):
            update = FunctionUrlConfig.unchanged_update = FunctionUrlConfig.update
            FunctionUrlConfig.update = lambda url, config: (url.config.update(config), update(url, config))

        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        self.endpoint = "http://%s:%d" % self.server.get_host_and_port()
        self.session = boto3.session.Session(
            aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION
        )
        # What earlier tests of this process have left.
        self.forward("POST", "/moto-api/reset", {}, b"")

    def client(self, service):
        return self.session.client(service, endpoint_url=self.endpoint, verify=False)

    def recorder(self, calls):
        """A server that passes requests on to the emulator, and appends each to calls as (method, path, headers, body)."""

        def answer(method, path, headers, body):
            calls.append((method, path, dict(headers), body))
            return self.forward(method, path, dict(headers), body)

        return Server(answer)

    def forward(self, method, path, headers, body):
        request = urllib.request.Request(self.endpoint + path, data=body or None, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request) as response:
                return response.status, dict(response.headers), response.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, dict(refusal.headers), refusal.read()

    def stop(self):
        self.server.stop()
