"""What schemathesis cannot know from the description: which values exist in dev mode, and where an exception ends."""

import json
import os
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zlib import crc32

import schemathesis

API = os.environ["API"] + "/code-generation"

LANGUAGES = ["python", "Python", "py", ".py", "c++", "C#", "json", "html", "dockerfile", "cobol"]

# A failing model of dev mode, and how it answers.
FAILURES = {
    "fault-empty": (502, "empty-generation"),
    "fault-refuse": (422, "model-refused"),
    "fault-storage": (502, "storage-failed"),
    "fault-throttle": (429, "model-throttled"),
    "fault-unavailable": (503, "model-unavailable"),
}

FILE_NAMES = ["area.py", "src/größe.py", "app/[slug]/page (1).tsx", ".env.example", "Makefile"]

# The id of a generation that later ones change.
CHANGED = [""]

MODELS = ["sample", "fault-truncate", "fault-interrupt", *FAILURES]


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """Puts a known language or model where any text stands, so that the rest of the request is looked at as well."""
    if isinstance(case.body, dict):
        names = [name for name in ("key", "language") if isinstance(case.body.get(name), str)]
        # Two names of the language are a fault, which must not become the same language by chance.
        for name in names if len(names) == 1 else []:
            case.body[name] = known(LANGUAGES, case.body[name])
        if isinstance(case.body.get("model"), str):
            case.body["model"] = known(MODELS, case.body["model"])
        if case.meta is None or case.meta.generation.mode.is_positive:
            put_known_code(case.body)
    if case.query and isinstance(case.query.get("language"), str):
        case.query["language"] = known(LANGUAGES, case.query["language"])


def put_known_code(body):
    """Puts a generation that exists for `previous`, and file names that no finer rule refuses.

    Each reply adds files, and a generation has at most 50.
    """
    if isinstance(body.get("previous"), str):
        body["previous"] = existing()
    if isinstance(body.get("files"), list):
        body["files"] = [
            {**file, "name": f"{index}/{known(FILE_NAMES, file['name'])}"} for index, file in enumerate(body["files"][:40])
        ]


def existing():
    """The id of a generation that succeeded. Schemathesis may have deleted the last one."""
    try:
        if CHANGED[0]:
            urlopen(Request(f"{API}/{CHANGED[0]}", method="HEAD")).close()
            return CHANGED[0]
    except HTTPError:
        pass
    body = json.dumps({"key": "python", "message": "sum"}).encode()
    with urlopen(Request(API, body, {"Content-Type": "application/json"})) as answer:
        CHANGED[0] = json.load(answer)["id"]
    return CHANGED[0]


def known(values, text):
    """The same one for the same text."""
    return text if text in values else values[crc32(text.encode("utf-8", "surrogatepass")) % len(values)]


@schemathesis.check
def fails_only_as_requested(ctx, response, case):
    """A 5xx, which schemathesis.toml allows, comes of a model that fails on purpose and of nothing else."""
    if response.status_code >= 500:
        model = case.body.get("model") if isinstance(case.body, dict) else None
        problem = response.json()
        assert FAILURES.get(model) == (problem["status"], problem["code"]), f"{model}: {problem}"


@schemathesis.check
def refuses_only_what_no_schema_can_tell(ctx, response, case):
    """A valid request that is refused, which schemathesis.toml allows, has a reason that no schema can express."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code == 400 and case.operation.label == "GET /code-generation":
        fields = [error["field"] for error in response.json()["errors"]]
        assert fields == ["cursor"], f"an unknown cursor is the only fault: {fields}"
    if response.status_code == 422:
        code = response.json()["code"]
        repeated = code == "idempotency-mismatch" and "Idempotency-Key" in case.headers
        refused = FAILURES.get(case.body.get("model")) == (422, code)
        assert repeated or refused, f"neither a repeated key nor a model that refuses: {response.json()}"
