"""Signs each request of standard input, a JSON list, with botocore, and prints the headers that it adds."""

import datetime
import json
import sys
from unittest import mock

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def sign(request: dict) -> dict[str, str]:
    credentials = request["credentials"]
    signed = AWSRequest(
        method=request["method"],
        url=request["url"],
        headers=request["headers"] | {"x-amz-content-sha256": request["digest"]},
        data=request["body"],
    )
    keys = Credentials(
        credentials["accessKeyId"],
        credentials["secretAccessKey"],
        credentials.get("sessionToken"),
    )
    date = datetime.datetime.fromisoformat(request["date"])
    with mock.patch("botocore.auth.get_current_datetime", return_value=date):
        SigV4Auth(keys, request["service"], request["region"]).add_auth(signed)
    return {name.lower(): value for name, value in signed.headers.items()}


json.dump([sign(request) for request in json.load(sys.stdin)], sys.stdout)
