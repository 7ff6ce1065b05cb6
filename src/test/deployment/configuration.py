"""Reads which blocks, arguments and attributes of the AWS provider terraform/*.tf uses."""

import pathlib
import re

import hcl2

FOLDER = pathlib.Path(__file__).parents[3] / "terraform"

# Arguments of Terraform itself.
META = {"alias", "count", "depends_on", "for_each", "lifecycle", "provider"}

REFERENCE = re.compile(r"\b(data\.)?(aws_\w+)\.\w+(?:\[[^\]]*\])?((?:\[\*\]|\[0\])?(?:\.[a-z]\w*(?:\[\d+\])?)+)")
LOOP = re.compile(r"\bfor (?:\w+, )?(\w+) in (?:values\()?(data\.)?(aws_\w+)\.\w+(?![\w.\[])")


def blocks():
    """Yields each block of the provider with its body: ("resource aws_lambda_alias", {...})."""
    for path in sorted(FOLDER.glob("*.tf")):
        with path.open() as file:
            content = hcl2.load(file)
        for kind in ("resource", "data"):
            for block in content.get(kind, []):
                for name, instances in block.items():
                    for body in instances.values():
                        yield f"{kind} {bare(name)}", body
        for block in content.get("provider", []):
            for name, body in block.items():
                yield f"provider {bare(name)}", body


def arguments():
    """Yields the path of each argument that is set: ("resource aws_lambda_alias", "routing_config.additional_version_weights")."""
    for block, body in blocks():
        for path in paths(body):
            yield block, path


def paths(body, prefix="", meta=META):
    for name, value in body.items():
        name = bare(name)
        if name in meta or name.startswith("__"):
            continue
        if name == "dynamic":
            for dynamic in value:
                for nested, content in dynamic.items():
                    if not nested.startswith("__"):
                        yield prefix + bare(nested)
                        for one in content["content"]:
                            yield from paths(one, f"{prefix}{bare(nested)}.", set())
            continue
        yield prefix + name
        for one in value if isinstance(value, list) else []:
            if isinstance(one, dict) and one.get("__is_block__"):
                yield from paths(one, f"{prefix}{name}.", set())


def attributes():
    """Yields the path of each attribute that is read: ("data aws_lambda_function", "environment.variables")."""
    for path in sorted(FOLDER.glob("*.tf")):
        text = path.read_text()
        for data, kind, read in REFERENCE.findall(text):
            yield f"{'data' if data else 'resource'} {kind}", re.sub(r"\[[^\]]*\]", "", read).lstrip(".")
        for variable, data, kind in LOOP.findall(text):
            for read in re.findall(rf"(?<![.\w]){variable}((?:\.[a-z]\w*(?:\[\d+\])?)+)", text):
                if not read.startswith((".value", ".key")):
                    yield f"{'data' if data else 'resource'} {kind}", re.sub(r"\[[^\]]*\]", "", read).lstrip(".")


def bare(name):
    return name.strip('"')
