"""Every example of the description is valid by its own schema."""

import json
import os
import unittest
import urllib.request
from collections.abc import Iterator
from typing import Any

import jsonschema_rs


def contents(node: Any) -> Iterator[dict[str, Any]]:
    """Every media type or parameter that has a schema and examples."""
    if isinstance(node, dict):
        if "schema" in node and ("examples" in node or "example" in node):
            yield node
        for child in node.values():
            yield from contents(child)
    elif isinstance(node, list):
        for child in node:
            yield from contents(child)


class ExamplesTest(unittest.TestCase):
    def test_follow_their_schemas(self) -> None:
        with urllib.request.urlopen(os.environ["API"] + "/q/openapi?format=json") as answer:
            description = json.load(answer)
        count = 0
        for content in contents({name: description[name] for name in ("paths", "components")}):
            schema = {**content["schema"], "components": description["components"]}
            validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
            examples = [example["value"] for example in content.get("examples", {}).values()]
            for example in [*examples, *([content["example"]] if "example" in content else [])]:
                with self.subTest(example=example):
                    validator.validate(example)
                    count += 1
        self.assertGreater(count, 10)


if __name__ == "__main__":
    unittest.main()
