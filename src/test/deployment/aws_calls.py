"""Tells which permissions a request to AWS needs.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import json
import re
import urllib.parse

import botocore.session

from emulator import ACCOUNT, REGION

SIGNATURE = re.compile(r"Credential=[^/]+/\d+/[^/]*/([^/]+)/aws4_request")

# S3's permissions by method and by the part of a bucket that the request is for.
BUCKET = {
    "GET": {
        "": "ListBucket", "accelerate": "GetAccelerateConfiguration", "acl": "GetBucketAcl", "cors": "GetBucketCORS",
        "encryption": "GetEncryptionConfiguration", "lifecycle": "GetLifecycleConfiguration", "location": "GetBucketLocation",
        "logging": "GetBucketLogging", "object-lock": "GetBucketObjectLockConfiguration",
        "ownershipControls": "GetBucketOwnershipControls", "policy": "GetBucketPolicy",
        "publicAccessBlock": "GetBucketPublicAccessBlock", "replication": "GetReplicationConfiguration",
        "requestPayment": "GetBucketRequestPayment", "tagging": "GetBucketTagging", "versioning": "GetBucketVersioning",
        "versions": "ListBucketVersions", "website": "GetBucketWebsite",
    },
    "HEAD": {"": "ListBucket"},
    "PUT": {
        "": "CreateBucket", "encryption": "PutEncryptionConfiguration", "lifecycle": "PutLifecycleConfiguration",
        "ownershipControls": "PutBucketOwnershipControls", "policy": "PutBucketPolicy",
        "publicAccessBlock": "PutBucketPublicAccessBlock", "tagging": "PutBucketTagging", "versioning": "PutBucketVersioning",
    },
    "DELETE": {
        "": "DeleteBucket", "encryption": "PutEncryptionConfiguration", "lifecycle": "PutLifecycleConfiguration",
        "ownershipControls": "PutBucketOwnershipControls", "policy": "DeleteBucketPolicy",
        "publicAccessBlock": "PutBucketPublicAccessBlock", "tagging": "PutBucketTagging",
    },
}
OBJECT = {"GET": "GetObject", "HEAD": "GetObject", "PUT": "PutObject", "DELETE": "DeleteObject"}

# Actions that IAM checks against all resources, because they list or because AWS says so.
WITHOUT_RESOURCE = {
    "cloudwatch:DescribeAlarms", "logs:DescribeLogGroups", "route53:ListHostedZones", "sns:ListSubscriptionsByTopic",
}
# Needs no permission.
ALWAYS_ALLOWED = {"sts:GetCallerIdentity"}


def permissions(method, path, headers, body):
    """Returns (action, resource) for each permission that a request needs."""
    signed = SIGNATURE.search(headers.get("Authorization", ""))
    if signed is None:
        raise AssertionError(f"{method} {path} is not signed")
    service = {"monitoring": "cloudwatch"}.get(signed.group(1), signed.group(1))
    found = {"s3": s3, "apigateway": apigateway, "lambda": rest, "route53": rest}.get(service, by_operation)(
        service, method, path, headers, body
    )
    return [
        (action, "*" if action in WITHOUT_RESOURCE else resource) for action, resource in found if action not in ALWAYS_ALLOWED
    ]


def s3(service, method, path, headers, body):
    address = urllib.parse.urlsplit(path)
    query = urllib.parse.parse_qs(address.query, keep_blank_values=True)
    bucket, _, key = urllib.parse.unquote(address.path).lstrip("/").partition("/")
    arn = f"arn:aws:s3:::{bucket}"
    if key:
        version = "Version" if "versionId" in query else ""
        return [(f"s3:{OBJECT[method]}{version}", f"{arn}/{key}")]
    if method == "POST" and "delete" in query:
        keys = re.findall(rb"<Object>(.*?)</Object>", body, re.DOTALL)
        return [
            ("s3:DeleteObjectVersion" if b"<VersionId>" in entry else "s3:DeleteObject",
             f"{arn}/{re.search(rb'<Key>(.*?)</Key>', entry).group(1).decode()}")
            for entry in keys
        ]
    part = next((name for name in query if name in BUCKET["GET"]), "")
    return [("s3:" + BUCKET[method][part], arn)]


def apigateway(service, method, path, headers, body):
    path = urllib.parse.unquote(urllib.parse.urlsplit(path).path).removeprefix("/v2")
    needed = [(f"apigateway:{method}", f"arn:aws:apigateway:{REGION}::{path}")]
    if method == "POST" and b'"tags"' in body:
        needed.append(("apigateway:POST", f"arn:aws:apigateway:{REGION}::/tags/*"))
    return needed


def rest(service, method, path, headers, body):
    """Services whose operation is the path, as the SDK's model of the service describes it."""
    address = urllib.parse.urlsplit(path)
    given = urllib.parse.unquote(address.path).rstrip("/")
    model = botocore.session.get_session().get_service_model(service)
    for name in model.operation_names:
        http = model.operation_model(name).http
        template = http["requestUri"].split("?")[0].rstrip("/")
        pattern = re.sub(r"\\\{(\w+)(?:\\\+)?\\\}", r"(?P<\1>[^/]+)", re.escape(template))
        if http["method"] == method and (match := re.fullmatch(pattern, given)):
            return globals()[service + "_resources"](name, match.groupdict(), address.query, body)
    raise AssertionError(f"no operation of {service}: {method} {path}")


def lambda_resources(operation, values, query, body):
    arn = values.get("Resource") or (
        f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{values.get('FunctionName') or json.loads(body)['FunctionName']}"
    )
    qualifier = urllib.parse.parse_qs(query).get("Qualifier")
    needed = [("lambda:" + operation, arn + (":" + qualifier[0] if qualifier else ""))]
    content = json.loads(body) if body else {}
    if operation == "CreateFunction" and content.get("Tags"):
        needed.append(("lambda:TagResource", arn))
    if operation == "CreateFunction" and content.get("Publish"):
        needed.append(("lambda:PublishVersion", arn))
    if "Role" in content:
        needed.append(("iam:PassRole", content["Role"]))
    return needed


def route53_resources(operation, values, query, body):
    kind = "change" if operation == "GetChange" else "hostedzone"
    return [("route53:" + operation, f"arn:aws:route53:::{kind}/{values.get('Id') or values.get('HostedZoneId') or '*'}")]


def by_operation(service, method, path, headers, body):
    """Services that name the operation in a header, in the body or at the end of the path."""
    target = headers.get("X-Amz-Target")
    if target:
        operation, content = target.rsplit(".", 1)[1], json.loads(body)
    elif "/operation/" in path:
        raise AssertionError(f"the body of {path} is not JSON")
    else:
        content = {name: value for name, (value, *_) in urllib.parse.parse_qs(body.decode()).items()}
        operation = content.pop("Action")
    arn = resource(service, content)
    needed = [(f"{service}:{operation}", arn)]
    # Tags that are given at the creation need their own permission.
    tagged = any(name.lower().startswith("tag") and value for name, value in content.items())
    if tagged and not re.search("Tag|Untag", operation):
        needed.append((f"{service}:{'TagQueue' if service == 'sqs' else 'TagRole' if service == 'iam' else 'TagResource'}", arn))
    return needed


def resource(service, content):
    """The ARN of what a request is about, from the members that name it."""
    of = f"{REGION}:{ACCOUNT}:"
    for member, form in {
        "RoleName": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
        "logGroupName": f"arn:aws:logs:{of}log-group:{{}}",
        "AlarmName": f"arn:aws:cloudwatch:{of}alarm:{{}}",
        "AlarmNames.member.1": f"arn:aws:cloudwatch:{of}alarm:{{}}",
        "DashboardName": f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{{}}",
        "DashboardNames.member.1": f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{{}}",
        "QueueName": f"arn:aws:sqs:{of}{{}}",
    }.items():
        if member in content:
            return form.format(content[member])
    for member in ("AlarmNames", "DashboardNames"):
        if member in content:
            return resource(service, {member[:-1]: content[member][0]})
    if "QueueUrl" in content:
        return f"arn:aws:sqs:{of}{content['QueueUrl'].rsplit('/', 1)[1]}"
    for member in ("TopicArn", "SubscriptionArn", "ResourceArn", "ResourceARN", "resourceArn"):
        if member in content:
            return content[member]
    if service == "sns" and "Name" in content:
        return f"arn:aws:sns:{of}{content['Name']}"
    return "*"
