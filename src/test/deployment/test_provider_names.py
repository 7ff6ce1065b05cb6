"""The configuration uses only names that the newest provider it admits still has, and none that is deprecated."""

import csv
import json
import unittest

import configuration
from provider_names import TABLE
from terraform import Terraform

UNUSED_ENDPOINT = "http://127.0.0.1:9"


def table():
    lines = TABLE.read_text().splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


class ProviderNamesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        rows = table()
        cls.blocks = {row["block"] for row in rows}
        cls.arguments = {(row["block"], row["name"]) for row in rows if row["kind"] == "argument"}
        cls.names = {(row["block"], row["name"]) for row in rows}
        cls.deprecated = {(row["block"], row["name"]) for row in rows if row["state"] == "deprecated"}

    def test_theTableHasEveryBlock(self):
        """If this fails, run provider_names.py."""
        self.assertEqual({block for block, _ in configuration.blocks()}, self.blocks)

    def test_everyArgumentExists(self):
        used = set(configuration.arguments())
        self.assertIn(("resource aws_lambda_alias", "routing_config.additional_version_weights"), used)
        self.assertIn(("data aws_iam_policy_document", "statement.condition.test"), used)
        self.assertEqual(set(), used - self.arguments)

    def test_everyAttributeThatIsReadExists(self):
        read = set(configuration.attributes())
        self.assertIn(("resource aws_lambda_function", "code_sha256"), read)
        self.assertIn(("data aws_lambda_function", "environment.variables"), read)
        self.assertEqual(set(), read - self.names)

    def test_nothingIsDeprecated(self):
        used = set(configuration.arguments()) | set(configuration.attributes())
        self.assertTrue(self.deprecated)
        self.assertEqual(set(), used & self.deprecated)

    def test_theOldestProviderWarnsOfNothing(self):
        terraform = Terraform("validation", UNUSED_ENDPOINT)
        self.assertEqual([], json.loads(terraform.run("validate", "-json"))["diagnostics"])


if __name__ == "__main__":
    unittest.main()
