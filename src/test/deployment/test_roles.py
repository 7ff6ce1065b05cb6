"""The policies of the roles that GitHub's workflows use allow what an apply, a plan and a teardown call, and nothing else."""

import csv
import hashlib
import json
import pathlib
import re
import unittest

import aws_calls
from emulator import ACCOUNT, REGION, Emulator
from policies import allowed, many
from terraform import PLUGINS, ROOT, STATE_IN_THE_EMULATOR, Terraform, flat
from test_refusals import refusals

STATE_BUCKET = f"code-generation-state-{ACCOUNT}-{REGION}"
POLICIES = ROOT / "terraform" / "policies"
READS = re.compile(r"\w+:(Get|List|Describe|View)\w*|apigateway:GET")

# What the emulator does not check, but AWS does.
CONTEXT = {
    "iam:PassedToService": "lambda.amazonaws.com",
    "iam:PolicyARN": "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess",
}


def policy(name, region=REGION, environment="dev"):
    text = (POLICIES / f"{name}.json").read_text()
    for placeholder, value in {
        "STATE_BUCKET": STATE_BUCKET, "ACCOUNT": ACCOUNT, "REGION": region, "ENVIRONMENT": environment,
    }.items():
        text = text.replace(placeholder, value)
    return json.loads(text)


def unseen():
    """Actions that the emulator does not see, with the reason why a role needs them nevertheless."""
    lines = pathlib.Path(__file__).with_name("unseen.csv").read_text().splitlines()
    return {row["action"]: row["reason"] for row in csv.DictReader(lines)}


class RolesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        emulator = Emulator()
        cls.addClassCleanup(emulator.stop)
        requests = []
        recorder = emulator.recorder(requests)
        cls.addClassCleanup(recorder.close)

        def needed():
            found = {permission for request in requests for permission in aws_calls.permissions(*request)}
            requests.clear()
            return found

        emulator.client("s3").create_bucket(Bucket=STATE_BUCKET)
        cls.terraform = terraform = Terraform("roles", recorder.url, STATE_IN_THE_EMULATOR, initialise=False)
        settings = [f"bucket={STATE_BUCKET}", f"region={REGION}", "key=code-generation/dev/terraform.tfstate"]
        terraform.run("init", "-lockfile=readonly", *PLUGINS, *(f"-backend-config={setting}" for setting in settings))
        # The emulator has no budgets.
        cls.dev = dev = [
            "-var-file=environments/dev.tfvars", "-var=monthly_budget_usd=0", "-var=package=tests/package/function.zip",
        ]
        everything = [
            *dev, "-var=tracing=true", '-var=alarm_emails=["a@example.com"]', "-var=authorization=jwt",
            '-var=jwt={issuer="https://issuer.example",audience=["code"]}', '-var=cors={origins=["https://example.com"]}',
        ]
        terraform.run("apply", "-auto-approve", *everything)
        cls.needed = {"deploy": needed()}
        terraform.run("plan", "-lock=false", *everything)
        cls.needed["plan"] = needed()
        terraform.run("plan", "-lock=false", *everything, "-var=stable_version=1")
        cls.needed["plan"] |= needed()
        # Another zip and other settings, and the first version again for most calls. The emulator cannot change tags of a stage.
        second = terraform.folder / "second.zip"
        second.write_bytes(b"second")
        facts = json.loads((terraform.folder / "tests" / "package" / "function.json").read_text())
        facts["sha256"] = hashlib.sha256(b"second").hexdigest()
        second.with_suffix(".json").write_text(json.dumps(facts))
        terraform.run(
            "apply", "-auto-approve", *dev, "-var=package=second.zip", "-var=memory_megabytes=256",
            "-var=reserved_concurrency=3", "-var=log_retention_days=30", "-var=noncurrent_version_days=8",
            "-var=stable_version=1", "-var=canary_weight=0.1", "-var=job_retries=0", "-var=alarm_thresholds={errors=2}",
        )
        cls.needed["deploy"] |= needed()
        # A plan during a canary also reads the metric filter.
        terraform.run("plan", "-lock=false", *dev)
        cls.needed["plan"] |= needed()
        terraform.run("apply", "-auto-approve", *dev, "-var=function_url=false")
        cls.needed["deploy"] |= needed()
        emulator.client("s3").put_object(Bucket=f"code-generation-dev-{ACCOUNT}-{REGION}", Key="generations/x.json", Body=b"{}")
        terraform.run("destroy", "-auto-approve", *dev)
        cls.needed["teardown"] = needed()

    def test_theRoleThatDeploysMayDoWhatAnApplyCalls(self):
        self.permits(["deploy"], self.needed["deploy"])

    def test_theRoleThatPlansMayDoWhatAPlanCalls(self):
        self.permits(["plan"], self.needed["plan"])

    def test_theRoleThatDestroysMayDoWhatATeardownCalls(self):
        self.permits(["deploy", "teardown"], self.needed["teardown"])

    def permits(self, names, needed):
        self.assertGreater(len(needed), 30)
        policies = [policy(name) for name in names]
        for action, resource in sorted(needed):
            with self.subTest(action=action, resource=resource):
                self.assertTrue(allowed(policies, action, resource, CONTEXT))

    def test_everyPermissionIsUsedOrExplained(self):
        explained = unseen()
        stated = set()
        for names, stages in ((["deploy", "teardown"], ["deploy", "teardown"]), (["plan"], ["plan"])):
            seen = {action for stage in stages for action, _ in self.needed[stage]}
            actions = {
                action for name in names for statement in policy(name)["Statement"] for action in many(statement["Action"])
            }
            self.assertEqual([], sorted(actions - seen - explained.keys()), f"{names}: neither seen nor explained")
            self.assertEqual([], sorted(explained.keys() & seen), f"{names}: explained, but seen")
            stated |= actions
        self.assertEqual([], sorted(explained.keys() - stated), "explained, but in no policy")

    def test_aPlanChangesNothing(self):
        for statement in policy("plan")["Statement"]:
            for action in many(statement["Action"]):
                self.assertRegex(action, READS)

    def test_noRoleReachesOtherEnvironments(self):
        for name in ("deploy", "plan", "teardown"):
            policies = [policy(name)]
            for action, resource in self.needed["deploy"] | self.needed["teardown"]:
                other = resource.replace("-dev", "-prod").replace("/dev/", "/prod/")
                # An API's id does not tell its environment, and some actions know no resources.
                if other != resource:
                    with self.subTest(policy=name, action=action, resource=other):
                        self.assertFalse(allowed(policies, action, other, CONTEXT))

    def test_onlyLambdaGetsTheRoleOfTheFunctionAndOnlyTracingIsAttached(self):
        role = f"arn:aws:iam::{ACCOUNT}:role/code-generation-dev-{REGION}"
        for action, context in {
            "iam:PassRole": {"iam:PassedToService": "ec2.amazonaws.com"},
            "iam:AttachRolePolicy": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"},
        }.items():
            self.assertTrue(allowed([policy("deploy")], action, role, CONTEXT))
            self.assertFalse(allowed([policy("deploy")], action, role, context))

    def test_thePoliciesFitIntoARole(self):
        """IAM counts the inline policies of a role without white space."""
        sizes = [
            len(json.dumps(policy(name, "ap-southeast-1", "staging"), separators=(",", ":")))
            for name in ("deploy", "teardown", "call")
        ]
        self.assertLess(sum(sizes), 10_240)

    def test_aPlanRefusesAWrongZip(self):
        for case in refusals("package.tftest.hcl"):
            values = [f"-var={key}={value.strip(chr(34))}" for key, value in case.variables.items()]
            with self.subTest(case.name):
                output = flat(self.terraform.run("plan", "-lock=false", *self.dev, *values, codes=(1,)))
                self.assertIn(case.message, output)

    def test_oneEnvironmentOfOneRepositoryIsTrusted(self):
        (statement,) = json.loads((POLICIES / "trust.json").read_text())["Statement"]
        condition = statement["Condition"]["StringEquals"]
        self.assertEqual("sts.amazonaws.com", condition["token.actions.githubusercontent.com:aud"])
        (subject,) = condition["token.actions.githubusercontent.com:sub"]
        self.assertEqual("repo:OWNER@OWNER_ID/REPOSITORY@REPOSITORY_ID:environment:GITHUB_ENVIRONMENT", subject)


if __name__ == "__main__":
    unittest.main()
