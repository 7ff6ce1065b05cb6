"""The script that prepares an account creates the bucket for the state, and says what is missing."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest
import urllib.parse

from emulator import ACCOUNT, Emulator
from lambda_runtime import Server
from terraform import PLUGINS, STATE_IN_THE_EMULATOR, Terraform

PROFILE = "us.anthropic.claude-haiku-5-5"
MODEL = "anthropic.claude-haiku-5-5"
BUCKET = f"code-generation-state-{ACCOUNT}-us-east-1"
AWS = pathlib.Path(__file__).parents[3] / "target" / "aws-cli-venv" / "bin"


class Account:
    """Plays the calls that the emulator lacks: quotas of Lambda, and models, profiles and the form of Bedrock."""

    def __init__(self):
        self.concurrency = {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}
        self.reserved = None
        self.profiles = {PROFILE}
        self.models = {MODEL: access()}
        self.form = True
        self.denied = set()
        self.called = []
        self.server = Server(self.answer)

    def answer(self, method, path, headers, body):
        _, kind, *rest = urllib.parse.unquote(urllib.parse.urlsplit(path).path).split("/")
        if kind in self.denied:
            return problem(403, "AccessDeniedException")
        if kind == "2016-08-19":
            return 200, {}, json.dumps({"AccountLimit": self.concurrency}).encode()
        if kind == "2019-09-30":
            return 200, {}, json.dumps({} if self.reserved is None else {"ReservedConcurrentExecutions": self.reserved}).encode()
        if kind == "inference-profiles":
            return found(rest[0] in self.profiles, {"status": "ACTIVE"})
        if kind == "foundation-model-availability":
            return found(rest[0] in self.models, {"modelId": rest[0]} | self.models.get(rest[0], {}))
        if kind == "use-case-for-model-access":
            return found(self.form, {"formData": "e30="})
        if kind == "model" and rest[1] == "converse":
            self.called.append(rest[0])
            return 200, {"Content-Type": "application/json"}, json.dumps({
                "output": {"message": {"role": "assistant", "content": [{"text": "Hello"}]}}, "stopReason": "end_turn",
                "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1},
            }).encode()
        return problem(404, "ResourceNotFoundException")


def access(authorization="AUTHORIZED", region="AVAILABLE", agreement="AVAILABLE"):
    return {"authorizationStatus": authorization, "entitlementAvailability": "AVAILABLE",
            "regionAvailability": region, "agreementAvailability": {"status": agreement}}


def found(there, answer):
    if not there:
        return problem(404, "ResourceNotFoundException")
    return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()


def problem(status, kind):
    return status, {"Content-Type": "application/json", "x-amzn-ErrorType": kind}, json.dumps({"message": kind}).encode()


@unittest.skipUnless((AWS / "aws").exists(), "needs the AWS CLI: src/test/deployment/run installs it")
class BootstrapTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.addClassCleanup(cls.emulator.stop)
        cls.terraform = Terraform("bootstrap", cls.emulator.endpoint, STATE_IN_THE_EMULATOR, initialise=False)

    def setUp(self):
        self.emulator.forward("POST", "/moto-api/reset", {}, b"")
        self.account = Account()
        self.addCleanup(self.account.server.close)
        self.s3 = self.emulator.client("s3")

    def bootstrap(self, *arguments, code=0, **different):
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))} | {
            "PATH": f"{AWS}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.terraform.home),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": self.emulator.endpoint,
            "AWS_ENDPOINT_URL_LAMBDA": self.account.server.url,
            "AWS_ENDPOINT_URL_BEDROCK": self.account.server.url,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": self.account.server.url,
            "AWS_MAX_ATTEMPTS": "1",
            "TF_CLI_ARGS_init": " ".join(PLUGINS),
            "NO_COLOR": "1",
        }
        done = subprocess.run(
            [self.terraform.folder / "bootstrap", *arguments],
            env={name: value for name, value in (variables | different).items() if value is not None},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_preparesAnAccountAndThisFolder(self):
        output = self.bootstrap("dev")

        self.assertIn("Ready: terraform -chdir=terraform apply -var-file=environments/dev.tfvars", output)
        self.assertNotIn("TO DO", output)
        self.assertNotIn("  ?  ", output)
        self.assertEqual("Enabled", self.s3.get_bucket_versioning(Bucket=BUCKET)["Status"])
        self.assertTrue(all(
            self.s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values()
        ))
        (rule,) = self.s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
        self.assertEqual("AES256", rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"])
        (statement,) = json.loads(self.s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"]
        self.assertEqual(("Deny", {"Bool": {"aws:SecureTransport": "false"}}), (statement["Effect"], statement["Condition"]))
        self.assertEqual([f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"], statement["Resource"])

        initialised = json.loads((self.terraform.folder / ".terraform" / "terraform.tfstate").read_text())
        backend = initialised["backend"]["config"]
        self.assertEqual(
            (BUCKET, "us-east-1", "code-generation/dev/terraform.tfstate"),
            (backend["bucket"], backend["region"], backend["key"]),
        )

        # As often as you like. What the function has reserved already counts for it.
        self.s3.put_object(Bucket=BUCKET, Key="code-generation/staging/terraform.tfstate", Body=b"{}")
        self.account.concurrency = {"ConcurrentExecutions": 150, "UnreservedConcurrentExecutions": 100}
        self.account.reserved = 50
        again = self.bootstrap("prod", "-var=reserved_concurrency=50")
        self.assertIn(f"bucket {BUCKET} exists", again)
        self.assertIn("150 concurrent executions, of which code-generation-prod can have 50", again)
        kept = self.s3.get_object(Bucket=BUCKET, Key="code-generation/staging/terraform.tfstate")["Body"].read()
        self.assertEqual(b"{}", kept)

    def test_namesTheEnvironmentsIfNoneIsGiven(self):
        for arguments in ([], ["test"]):
            output = self.bootstrap(*arguments, code=1)
            self.assertIn("ENVIRONMENT is one of: dev prod staging", output)
        self.assertEqual([], self.s3.list_buckets()["Buckets"])

    def test_saysHowToSignIn(self):
        output = self.bootstrap("dev", code=1, AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None,
                                AWS_EC2_METADATA_DISABLED="true")
        self.assertIn("AWS does not accept your credentials", output)
        self.assertIn("aws sso login", output)
        self.assertEqual([], self.s3.list_buckets()["Buckets"])

    def test_takesNoBucketOfAnotherAccount(self):
        denied = Server(lambda method, path, headers, body: (403, {}, b""))
        self.addCleanup(denied.close)
        output = self.bootstrap("dev", code=1, AWS_ENDPOINT_URL_S3=denied.url)
        self.assertIn(f"The bucket {BUCKET} belongs to another account, or you may not read it", output)
        self.assertIn("STATE_BUCKET", output)

    def test_createsTheBucketInTheRegionOfTheEnvironmentAndCallsTheModelsIfAsked(self):
        profile = "eu.anthropic.claude-haiku-5-5"
        self.account.profiles = {profile}
        self.account.models = {MODEL: access(agreement="NOT_AVAILABLE", region="NOT_AVAILABLE")}
        output = self.bootstrap(
            "dev", "--call-models", "-var=region=eu-central-1", f"-var=model_id={profile}", "-var=reserved_concurrency=-1",
            STATE_BUCKET="mine",
        )
        self.assertEqual("eu-central-1", self.s3.get_bucket_location(Bucket="mine")["LocationConstraint"])
        self.assertIn("none of them reserved", output)
        self.assertEqual([profile], self.account.called)
        self.assertIn(f"{profile}: answered", output)

    def test_saysThatAModelBelongsToAnotherGeography(self):
        output = self.bootstrap("dev", "-var=model_id=eu.anthropic.claude-haiku-5-5", code=1)
        self.assertIn("Terraform does not accept the variables", output)
        self.assertIn("bedrock_region", output)
        self.assertNotIn("CRASH", output)

    def test_saysWhatIsMissingAndHowToGetIt(self):
        self.account.models |= {
            "anthropic.new": access(agreement="NOT_AVAILABLE"), "anthropic.soon": access(agreement="PENDING"),
            "anthropic.forbidden": access(authorization="NOT_AUTHORIZED"), "anthropic.elsewhere": access(region="NOT_AVAILABLE"),
        }
        self.account.form = False
        self.account.concurrency = {"ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 10}
        asked = ["us.anthropic.claude-haiku-9", "anthropic.misspelt", *self.account.models]
        self.account.denied = {"model"}

        output = self.bootstrap("dev", "-var=reserved_concurrency=5", f"-var=model_fallbacks={json.dumps(asked)}", code=1)

        for missing, advice in (
            ("reserved_concurrency is 5, but of 10 concurrent executions 10 are free", "--quota-code L-B99A9384"),
            ("us.anthropic.claude-haiku-9: no such inference profile in us-east-1", "aws bedrock list-inference-profiles"),
            ("anthropic.misspelt: Bedrock does not know it in us-east-1", "Check the spelling"),
            ("anthropic.new: the account is not subscribed to it", "terraform/bootstrap dev --call-models"),
            ("anthropic.soon: the subscription is not ready yet", "Wait some minutes"),
            ("anthropic.forbidden: your permissions or your organization do not allow it", "service control policies"),
            ("anthropic.elsewhere: not in us-east-1", "inference profile of your geography"),
            ("Anthropic has not been told your use case", "https://console.aws.amazon.com/bedrock/home?region=us-east-1"),
        ):
            with self.subTest(missing):
                lines = output.split("TO DO  ")
                self.assertEqual(1, len([line for line in lines if line.startswith(missing) and advice in line]), output)
        self.assertIn(f"  ok     {MODEL}: the account has access", output)
        self.assertIn("8 to do. Then run this again.", output)

    def test_whatTheCallerMayNotAskIsNoFailureButARefusedCallIs(self):
        self.account.denied = {
            "2016-08-19", "inference-profiles", "foundation-model-availability", "use-case-for-model-access", "model",
        }
        output = self.bootstrap("dev", "--call-models", code=1)
        self.assertEqual(4, output.count("  ?  "), output)
        self.assertIn(f"TO DO  {PROFILE}: did not answer", output)
        self.assertIn("1 to do.", output)

    def test_refusesOtherArguments(self):
        self.assertIn("Unknown argument: -destroy", self.bootstrap("dev", "-destroy", code=1))


if __name__ == "__main__":
    unittest.main()
