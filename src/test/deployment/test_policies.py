"""The policies that Terraform renders allow exactly what the program does."""

import json
import unittest

import permissions
from policies import allowed
from terraform import Terraform

UNUSED_ENDPOINT = "http://127.0.0.1:9"


def rendered():
    """Yields each run of policies.tftest.hcl with the policies in its plan."""
    terraform = Terraform("policies", UNUSED_ENDPOINT)
    # The tests define their own provider with invented credentials.
    (terraform.folder / "emulator_override.tf").unlink()
    output = terraform.run("test", "-json", "-verbose", "-filter=tests/policies.tftest.hcl", codes=(0, 1))
    messages = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    summary = [message["test_summary"] for message in messages if message["type"] == "test_summary"]
    if not summary or summary[0]["status"] != "pass":
        raise AssertionError(output)
    for message in messages:
        if message["type"] == "test_plan":
            plan = message["test_plan"]
            after = {change["address"]: change["change"]["after"] for change in plan["resource_changes"]}
            yield message["@testrun"], {
                "function": json.loads(after["aws_iam_role_policy.function"]["policy"]),
                "trust": json.loads(after["aws_iam_role.function"]["assume_role_policy"]),
                "bucket": json.loads(after["aws_s3_bucket_policy.generations"]["policy"]),
                "topic": json.loads(after["aws_sns_topic_policy.alarms"]["policy"]),
                "caller": json.loads(plan["output_changes"]["caller_policy"]["after"]),
            }


class PoliciesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.plans = dict(rendered())

    def test_everyRowOfTheTableHolds(self):
        for row in permissions.rows(self.plans):
            policies = self.plans[row["plan"]]
            responsible = {
                "function": [policies["function"], policies["bucket"]],
                "caller": [policies["caller"], policies["bucket"]],
            }.get(row["who"], [policies["topic"]])
            with self.subTest(**row):
                self.assertEqual(
                    row["verdict"], allowed(responsible, row["action"], row["resource"], row["context"], row["who"])
                )

    def test_onlyLambdaCanAssumeTheRole(self):
        for name, policies in self.plans.items():
            with self.subTest(name):
                (statement,) = policies["trust"]["Statement"]
                self.assertEqual({"Service": "lambda.amazonaws.com"}, statement["Principal"])

    def test_theTableNeedsEveryPermission(self):
        """A permission that no row needs may be too much."""
        for name, policies in self.plans.items():
            for who in ("function", "caller"):
                for statement in policies[who]["Statement"]:
                    actions = statement["Action"]
                    for action in actions if isinstance(actions, list) else [actions]:
                        alone = {"Statement": [statement | {"Action": action}]}
                        with self.subTest(plan=name, sid=statement["Sid"], action=action):
                            self.assertTrue(
                                any(
                                    allowed([alone], row["action"], row["resource"], row["context"])
                                    for row in permissions.rows()
                                    if row["verdict"] and row["who"] == who
                                )
                            )


if __name__ == "__main__":
    unittest.main()
