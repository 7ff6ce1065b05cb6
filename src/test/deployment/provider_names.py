"""Writes provider_names.csv: the names that version 6 of the AWS provider has for the blocks that terraform/*.tf uses.

The provider itself comes from Terraform's registry. Its names are also in two Python packages that are generated from its schema:
cdktn-provider-aws has every argument and attribute, pulumi-aws says which are deprecated. Run this script when a block is added, or
to follow a newer version of the provider (about 85 MB are downloaded):

    target/deployment-venv/bin/python src/test/deployment/provider_names.py
"""

import ast
import csv
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

import configuration

NAMES = "cdktn-provider-aws==25.8.1"
DEPRECATIONS = "pulumi-aws==7.51.1"
TABLE = pathlib.Path(__file__).with_suffix(".csv")

# Deeper paths, and the endpoints of all services, would make most of the table.
DEEPEST = 3
LEFT_OUT = ("endpoints.",)


class Package:
    """The modules of a wheel."""

    def __init__(self, requirement, folder):
        command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "-d", folder]
        subprocess.run([*command, requirement], check=True)
        (wheel,) = pathlib.Path(folder).glob("*.whl")
        self.content = zipfile.ZipFile(wheel)

    def module(self, path):
        """Returns the classes of a module by name, and its text."""
        text = self.content.read(path).decode()
        return {node.name: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)}, text


class Names:
    """The arguments and attributes of one block of the provider, by the classes that are generated for it."""

    def __init__(self, package, block):
        kind, name = block.split(" ")
        service = name.removeprefix("aws_")
        module = {"resource": service, "data": f"data_aws_{service}", "provider": "provider"}[kind]
        self.classes, text = package.module(f"cdktn_provider_aws/{module}/__init__.py")
        self.version = re.search(r"hashicorp/aws/([0-9.]+)/docs", text).group(1)
        configured = [name for name in self.classes if name.endswith("Config") and f"{name[:-6]}" in self.classes]
        self.root = min((name[:-6] for name in configured), key=len)

    def arguments(self, owner=None, prefix=""):
        method = self.method(f"{self.root}Config" if owner is None else owner, "__init__")
        documented = dict(re.findall(r":param (\w+):[^\n]*?#(\w+) ", ast.get_docstring(method) or ""))
        for argument in method.args.kwonlyargs:
            if argument.arg in documented:
                path = prefix + documented[argument.arg]
                yield path
                nested = self.nested(argument.annotation)
                if nested and nested != owner:
                    yield from self.arguments(nested, f"{path}.")

    def attributes(self, owner=None, prefix=""):
        for method in self.classes[owner or self.root].body:
            if isinstance(method, ast.FunctionDef) and self.is_property(method) and not method.name.endswith("_input"):
                path = prefix + method.name
                yield path
                nested = self.nested(method.returns)
                if nested and f"{nested}OutputReference" in self.classes and f"{nested}OutputReference" != owner:
                    yield from self.attributes(f"{nested}OutputReference", f"{path}.")

    def method(self, owner, name):
        (method,) = [node for node in self.classes[owner].body if isinstance(node, ast.FunctionDef) and node.name == name]
        return method

    def nested(self, annotation):
        """Returns the class of a nested block, if the annotation names one."""
        for name in re.findall(r"['\"](\w+)['\"]", ast.unparse(annotation) if annotation else ""):
            name = re.sub(r"(List|OutputReference)$", "", name)
            if name in self.classes and name != self.root:
                return name
        return None

    @staticmethod
    def is_property(method):
        return any(ast.unparse(decorator) == "builtins.property" for decorator in method.decorator_list)


def deprecated(package, block, paths):
    """Returns those of the paths that are deprecated."""
    kind, name = block.split(" ")
    if kind == "provider":
        owners, inputs = package.module("pulumi_aws/provider.py")[0], {}
        root = "Provider"
    else:
        words = name.removeprefix("aws_").split("_")
        service = words[0] + ("_" if words[0] == "lambda" else "")
        rest = "_".join(words[1:])
        if f"pulumi_aws/{service}/__init__.py" not in package.content.namelist():
            service, rest = "", "_".join(words)
        folder = f"pulumi_aws/{service}".rstrip("/")
        owners = package.module(f"{folder}/{'get_' if kind == 'data' else ''}{rest}.py")[0]
        nested = f"{folder}/{'outputs' if kind == 'data' else '_inputs'}.py"
        inputs = package.module(nested)[0] if nested in package.content.namelist() else {}
        root = ("Get" if kind == "data" else "") + camel(rest)
        if not owners.keys() & {root, f"{root}Result"}:
            raise LookupError(f"{folder} has no {root}")
    for path in paths:
        *outer, last = path.split(".")
        owner = root + "".join(camel(part) for part in outer)
        for found in [owners, inputs] if not outer else [inputs]:
            for suffix in ("", "Args", "Result"):
                if owner + suffix in found and last in marked(found[owner + suffix]):
                    yield path


def wanted(path):
    return path.count(".") < DEEPEST and not path.startswith(LEFT_OUT)


def marked(owner):
    return {
        method.name
        for method in owner.body
        if isinstance(method, ast.FunctionDef)
        and any(ast.unparse(decorator).startswith("_utilities.deprecated(") for decorator in method.decorator_list)
    }


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def main():
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        names, deprecations = Package(NAMES, first), Package(DEPRECATIONS, second)
        rows, versions = [], set()
        for block in sorted({block for block, _ in configuration.blocks()}):
            found = Names(names, block)
            versions.add(found.version)
            arguments = sorted(set(found.arguments()))
            attributes = sorted(set(found.attributes()) - set(arguments))
            arguments, attributes = ([path for path in paths if wanted(path)] for paths in (arguments, attributes))
            old = set(deprecated(deprecations, block, arguments + attributes))
            rows += [(block, path, "argument", "deprecated" if path in old else "") for path in arguments]
            rows += [(block, path, "attribute", "deprecated" if path in old else "") for path in attributes]
    (version,) = versions
    with TABLE.open("w", newline="") as file:
        file.write(f"# AWS provider {version}: the names in {NAMES}, the deprecations in {DEPRECATIONS}. Written by {pathlib.Path(__file__).name}.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["block", "name", "kind", "state"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
