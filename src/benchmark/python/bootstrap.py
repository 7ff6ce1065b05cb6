"""Lambda's loop around a handler, as the managed Python runtime has one."""

import http.client
import json
import os

from function import handler

api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
while True:
    api.request("GET", "/2018-06-01/runtime/invocation/next")
    response = api.getresponse()
    event = json.loads(response.read())
    request_id = response.headers["Lambda-Runtime-Aws-Request-Id"]
    answer = json.dumps(handler(event, None)).encode()
    api.request("POST", f"/2018-06-01/runtime/invocation/{request_id}/response", body=answer)
    api.getresponse().read()
