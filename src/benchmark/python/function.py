"""The job with boto3 as one would write it: ask the model, take the code out of the reply, keep code and record."""

import json
import os
import re
import secrets
import time

import boto3

bedrock = boto3.client("bedrock-runtime")
s3 = boto3.client("s3")
bucket = os.environ["CODEGEN_BUCKET"]
model = "us.anthropic.claude-haiku-5-5"
rules = "Answer with one fenced code block."


def handler(event, context):
    request = json.loads(event["body"])
    language, message = request["key"], request["message"]
    reply = bedrock.converse(
        modelId=model,
        system=[{"text": rules}],
        messages=[{"role": "user", "content": [{"text": f"Write {language} code: {message}"}]}],
        inferenceConfig={"maxTokens": 8192, "temperature": 0.1},
    )
    text = "".join(block.get("text", "") for block in reply["output"]["message"]["content"])
    fence = re.search(r"```[^\n]*\n(.*?)```", text, re.DOTALL)
    code = fence.group(1) if fence else text
    now = time.time_ns() // 1_000_000
    name = f"{time.strftime('%Y%m%dT%H%M%S')}{now % 1000:03}Z-{secrets.token_hex(4)}"
    key = f"code-output/{name}-{re.sub('[^a-z0-9]+', '_', message.lower())}.py"
    record = {
        "id": name,
        "status": "succeeded",
        "request": request,
        "code": code,
        "files": [key],
        "usage": reply["usage"],
    }
    s3.put_object(Bucket=bucket, Key=key, Body=code.encode(), ContentType="text/x-python")
    s3.put_object(
        Bucket=bucket,
        Key=f"generations/anonymous/{9999999999999 - now}-{name}.json",
        Body=json.dumps(record).encode(),
        ContentType="application/json",
    )
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"message": "Code generation complete", **record}),
    }
