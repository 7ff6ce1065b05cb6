"""Takes an environment through deployment, update, canary, promotion, rollback and teardown in an emulator of AWS."""

import base64
import hashlib
import io
import json
import shutil
import unittest
import urllib.parse
import zipfile

import permissions
from emulator import ACCOUNT, Emulator
from lambda_runtime import UNSIGNED, Function, Server, bedrock, invocations
from policies import allowed
from terraform import ROOT, Terraform, flat

PACKAGE = ROOT / "target" / "function.zip"
FACTS = ROOT / "target" / "function.json"
MODEL = "us.anthropic.claude-haiku-5-5"


@unittest.skipUnless(FACTS.exists(), "needs target/function.zip and function.json: ./mvnw package -Dnative")
class RolloutTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.addClassCleanup(cls.emulator.stop)
        cls.endpoint = cls.emulator.endpoint

    def client(self, service):
        return self.emulator.client(service)

    def test_anEnvironmentIsDeployedUpdatedRolledBackAndDestroyed(self):
        terraform = Terraform("rollout", self.endpoint)
        facts = self.deliver(terraform, json.loads(FACTS.read_text()), comment=None)
        # The emulator has no budgets. The zip is for this machine's processor.
        dev = ["-var-file=environments/dev.tfvars", "-var=monthly_budget_usd=0", f"-var=architecture={facts['architecture']}"]

        with self.subTest("the other environments can be planned"):
            for name in ("staging", "prod"):
                plan = terraform.changes(f"-var-file=environments/{name}.tfvars", *dev[1:])
                self.assertTrue(all(actions == ["create"] for actions, _ in plan.values()))
                self.assertFalse(plan["aws_s3_bucket.generations"][1]["force_destroy"])

        terraform.run("apply", "-auto-approve", *dev)
        self.nothing_is_left_to_do(terraform, dev)
        outputs = terraform.outputs()
        self.assertEqual(("1", facts["version"]), (outputs["function_version"], outputs["version"]))
        self.assertIn(outputs["bucket"], outputs["bucket_console"])
        self.assertEqual(outputs["code_sha256"], base64_of(facts["sha256"]))
        with self.subTest("the program runs as deployed and streams"):
            self.generates(terraform, outputs, facts, streams=True)
        self.assertEqual("RESPONSE_STREAM", self.invoke_mode())

        # A canary of another zip.
        second = self.deliver(terraform, facts | {"version": "2.0.0"}, comment=b"second")
        canary = [*dev, "-var=stable_version=1", "-var=canary_weight=0.1"]
        terraform.run("apply", "-auto-approve", *canary)
        self.assertEqual(("1", {"2": 0.1}), self.traffic())
        self.assertEqual(self.deployed("1"), base64_of(facts["sha256"]))
        self.assertEqual(self.deployed("2"), base64_of(second["sha256"]))
        self.assertEqual(facts["version"], terraform.outputs()["version"])
        self.assertEqual("2", self.alarms()["code-generation-dev-canary"]["ExecutedVersion"])
        self.assertEqual("2", self.alarms()["code-generation-dev-canary-server-errors"]["FunctionVersion"])
        self.nothing_is_left_to_do(terraform, canary)

        # Promoted: without the two variables.
        terraform.run("apply", "-auto-approve", *dev)
        self.assertEqual(("2", {}), self.traffic())
        self.assertEqual(("2", "2.0.0"), (terraform.outputs()["function_version"], terraform.outputs()["version"]))
        self.assertNotIn("code-generation-dev-canary", self.alarms())
        self.nothing_is_left_to_do(terraform, dev)

        # A version that buffers gets no canary, because the stable version streams, but all calls.
        buffered = [*dev, "-var=function_url_invoke_mode=buffered"]
        with self.subTest("versions of different modes never share the Function URL"):
            refused = flat(terraform.run("plan", *buffered, "-var=stable_version=2", "-var=canary_weight=0.1", codes=(1,)))
            self.assertIn("Version 2 has the invoke mode response-stream, the new one buffered", refused)
        terraform.run("apply", "-auto-approve", *buffered)
        self.assertEqual((("3", {}), "BUFFERED"), (self.traffic(), self.invoke_mode()))
        with self.subTest("the program runs as deployed and buffers"):
            self.generates(terraform, terraform.outputs(), second, streams=False)
        self.nothing_is_left_to_do(terraform, buffered)

        # Rolled back to the version before, with its mode, while the variable still says buffered.
        back_to_streams = [*buffered, "-var=stable_version=2"]
        terraform.run("apply", "-auto-approve", *back_to_streams)
        self.assertEqual((("2", {}), "RESPONSE_STREAM"), (self.traffic(), self.invoke_mode()))
        self.nothing_is_left_to_do(terraform, back_to_streams)

        # Rolled back to the first version. The zip in target/ is still the new one.
        back = [*dev, "-var=stable_version=1"]
        terraform.run("apply", "-auto-approve", *back)
        self.assertEqual(("1", {}), self.traffic())
        self.assertEqual(("1", facts["version"]), (terraform.outputs()["function_version"], terraform.outputs()["version"]))
        self.nothing_is_left_to_do(terraform, back)
        with self.subTest("a canary needs a version that is not the stable one"):
            newest = terraform.outputs()["newest_function_version"]
            canary = [*dev, f"-var=stable_version={newest}", "-var=canary_weight=0.1"]
            refused = flat(terraform.run("plan", *canary, codes=(1,)))
            self.assertIn(f"Version {newest} is the newest, so no other version can get canary_weight.", refused)

        # Torn down without a zip, and with objects in the bucket.
        shutil.rmtree(terraform.home / "target")
        terraform.run("destroy", "-auto-approve", *dev)
        self.assertEqual("", terraform.run("state", "list"))
        self.nothing_is_left()

    def deliver(self, terraform, facts, comment):
        """Puts the zip and its .json file where a build writes them. A comment makes it a different zip."""
        package = terraform.home / "target" / "function.zip"
        shutil.copy(PACKAGE, package)
        if comment is not None:
            with zipfile.ZipFile(package, "a") as content:
                content.comment = comment
            facts = facts | {"sha256": hashlib.sha256(package.read_bytes()).hexdigest()}
        package.with_name("function.json").write_text(json.dumps(facts))
        return facts

    def nothing_is_left_to_do(self, terraform, arguments):
        self.assertEqual({}, terraform.changes(*arguments))

    def generates(self, terraform, outputs, facts, streams):
        live = self.client("lambda").get_function_configuration(FunctionName="code-generation-dev", Qualifier="live")
        self.assertEqual(base64_of(facts["sha256"]), live["CodeSha256"])
        self.assertEqual([facts["architecture"]], live["Architectures"])
        variables = live["Environment"]["Variables"]
        self.assertEqual(outputs["bucket"], variables["CODEGEN_BUCKET"])
        calls = []
        s3 = Server(recorder(self.emulator, calls))
        model = bedrock(calls)
        arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:code-generation-dev:live"
        jobs = []
        queue = invocations(calls, arn, jobs)
        endpoints = {
            "AWS_ENDPOINT_URL_S3": s3.url,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": model.url,
            "AWS_ENDPOINT_URL_LAMBDA": queue.url,
        }
        function = Function(terraform.home / "target" / "function.zip", variables | endpoints, arn)
        try:
            answer = function.call("POST", "/code-generation", {"key": "python", "message": "say hello"})
            self.assertEqual(200, answer["statusCode"], answer)
            headers = {name.lower(): value for name, value in answer["headers"].items()}
            self.assertEqual(json.loads(FACTS.read_text())["version"], headers["code-generation-version"])
            generation = json.loads(answer["body"])
            (file,) = generation["files"]
            stored = self.client("s3").get_object(Bucket=outputs["bucket"], Key=file["key"])
            self.assertEqual(generation["code"].encode(), stored["Body"].read())
            path = headers["location"]
            self.assertEqual(200, function.call("GET", path)["statusCode"])
            self.assertEqual(200, function.call("GET", f"{path}/files/{file['name']}")["statusCode"])
            archive = function.call("GET", f"{path}/archive")
            with zipfile.ZipFile(io.BytesIO(base64.b64decode(archive["body"]))) as files:
                self.assertEqual(generation["code"].encode(), files.read(file["name"]))
            self.assertEqual(404, function.call("GET", "/code-generation/20261122T101530123Z-k3v9q2w8")["statusCode"])
            self.assertEqual(200, function.call("GET", "/code-generation")["statusCode"])
            self.assertEqual(204, function.call("DELETE", path)["statusCode"])
            listed = function.call("GET", "/code-generation", host="a1b2c3d4e5.lambda-url.us-east-1.on.aws")
            self.assertEqual((200, streams), (listed["statusCode"], listed.get("streamed", False)))
            self.assertIn("items", json.loads(listed["body"]))
            self.runs_a_job(function, jobs)
            with self.subTest("the log has what alarms and operators look for"):
                self.logs(function)
        finally:
            function.close()
            queue.close()
            model.close()
            s3.close()
        self.may(outputs["bucket"], calls)

    def logs(self, function):
        """The members that the metric filter of a canary counts by, and the hash of the caller."""
        lines = [json.loads(line) for line in function.log.read_text().splitlines() if line.startswith("{")]
        requests = [line["mdc"] for line in lines if line["loggerName"] == "io.codegeneration.request"]
        self.assertEqual({"1"}, {request.get("functionVersion") for request in requests})
        self.assertIn(("404", "404"), {(request["status"], request.get("problemStatus")) for request in requests})
        owner = hashlib.sha256(b"iam:arn:aws:iam::123456789012:user/caller").hexdigest()[:32]
        self.assertEqual({owner}, {request.get("owner") for request in requests})

    def runs_a_job(self, function, jobs):
        body = {"key": "python", "message": "say hello"}
        accepted = function.call("POST", "/code-generation", body, {"prefer": "respond-async"})
        self.assertEqual(202, accepted["statusCode"], accepted)
        (job,) = jobs
        self.assertEqual(204, function.take(job)["statusCode"])
        path = f"/code-generation/{json.loads(accepted['body'])['id']}"
        self.assertEqual("succeeded", json.loads(function.call("GET", path)["body"])["status"])

    def may(self, bucket, calls):
        """The deployed policy allows each call, and the table lists it."""
        iam = self.client("iam")
        role = iam.get_role_policy(RoleName="code-generation-dev-us-east-1", PolicyName="function")["PolicyDocument"]
        profile = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:inference-profile/{MODEL}"
        self.assertIn(("bedrock:InvokeModelWithResponseStream", MODEL), calls)
        self.assertIn("lambda:InvokeFunction", dict(calls))
        listed = {(row["action"], prefix(row["resource"])) for row in permissions.rows() if row["verdict"]}
        for action, resource in calls:
            arn = profile if resource == MODEL else resource if resource.startswith("arn:") else f"arn:aws:s3:::{resource}"
            with self.subTest(action=action, resource=arn):
                self.assertTrue(allowed([role], action, arn, {}))
                self.assertIn((action, prefix(arn)), listed)

    def invoke_mode(self):
        url = self.client("lambda").get_function_url_config(FunctionName="code-generation-dev", Qualifier="live")
        return url["InvokeMode"]

    def traffic(self):
        alias = self.client("lambda").get_alias(FunctionName="code-generation-dev", Name="live")
        return alias["FunctionVersion"], alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def deployed(self, version):
        return self.client("lambda").get_function_configuration(
            FunctionName="code-generation-dev", Qualifier=version
        )["CodeSha256"]

    def alarms(self):
        return {
            alarm["AlarmName"]: {dimension["Name"]: dimension["Value"] for dimension in alarm["Dimensions"]}
            for alarm in self.client("cloudwatch").describe_alarms()["MetricAlarms"]
        }

    def nothing_is_left(self):
        self.assertEqual([], self.client("s3").list_buckets()["Buckets"])
        self.assertEqual([], self.client("lambda").list_functions()["Functions"])
        self.assertEqual([], self.client("iam").list_roles()["Roles"])
        self.assertEqual([], self.client("apigatewayv2").get_apis()["Items"])
        self.assertEqual([], self.client("logs").describe_log_groups()["logGroups"])
        self.assertEqual([], self.client("sns").list_topics()["Topics"])
        self.assertEqual([], self.client("sqs").list_queues().get("QueueUrls", []))
        self.assertEqual({}, self.alarms())
        self.assertEqual([], self.client("cloudwatch").list_dashboards()["DashboardEntries"])


def base64_of(hexadecimal):
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def prefix(arn):
    """Returns the ARN of an object up to the first part of its key, and any other ARN unchanged."""
    if not arn.startswith("arn:aws:s3:::") or "/" not in arn:
        return arn
    return "/".join(arn.split("/")[:2])


def recorder(emulator, calls):
    """Forwards requests to S3 and appends the permission that each needs to calls."""

    def answer(method, path, headers, body):
        if "Authorization" not in headers:
            return UNSIGNED
        address = urllib.parse.urlsplit(path)
        name = urllib.parse.unquote(address.path).strip("/")
        of_bucket = "/" not in name
        action = {"GET": "ListBucket" if of_bucket else "GetObject", "HEAD": "GetObject", "PUT": "PutObject",
                  "DELETE": "DeleteObject", "POST": "DeleteObject"}[method]
        calls.append(("s3:" + action, name))
        if method == "PUT" and headers.get("If-Match"):
            calls.append(("s3:GetObject", name))
        return emulator.forward(method, path, dict(headers), body)

    return answer


if __name__ == "__main__":
    unittest.main()
