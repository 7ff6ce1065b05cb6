"""Takes an environment with every option through its life in an emulator of AWS. No program runs, so any zip will do."""

import io
import json
import unittest
import zipfile

import permissions
from emulator import ACCOUNT, Emulator
from policies import allowed
from services import InferenceProfiles, ProvisionedConcurrency
from terraform import Terraform, flat

NAME = "code-generation-review-42"
AUTHORIZER = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:authorizer"
HAIKU = "us.anthropic.claude-haiku-5-5"
SONNET = "us.anthropic.claude-sonnet-4-6"


def key(digit):
    return f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{digit * 8}-2222-3333-4444-555555555555"


OPTIONS = {
    "environment": "review-42",
    "region": "us-east-1",
    "package": "tests/package/function.zip",
    "reserved_concurrency": -1,
    "provisioned_concurrency": 1,
    "function_url": True,
    "force_destroy": True,
    "authorization": "lambda",
    "lambda_authorizer": {"function_arn": AUTHORIZER, "context_key": "user", "cache_seconds": 60},
    "application_profiles": True,
    "model_fallbacks": ["amazon.nova-lite-v1:0"],
    "guardrail": {"id": "gr1", "version": "1", "profile": "us.guardrail.v1:0"},
    "kms_key_arns": {"logs": key("1"), "topic": key("2"), "queue": key("3")},
    "extra_environment": {"QUARKUS_LOG_LEVEL": "DEBUG"},
    "alarm_thresholds": {"canary_server_errors": 7},
    "cors": {"origins": ["https://page.example"]},
}


class OptionsTest(unittest.TestCase):
    def setUp(self):
        self.emulator = Emulator()
        self.addCleanup(self.emulator.stop)
        self.lambdas = ProvisionedConcurrency(self.emulator)
        self.addCleanup(self.lambdas.server.close)
        self.bedrock = InferenceProfiles()
        self.addCleanup(self.bedrock.server.close)
        self.terraform = Terraform(
            "options", self.emulator.endpoint, **{"lambda": self.lambdas.server.url, "bedrock": self.bedrock.server.url}
        )
        self.authorizer()

    def client(self, service):
        return self.emulator.client(service)

    def authorizer(self):
        """Creates the function that decides about calls, which is not Terraform's."""
        trust = {"Version": "2012-10-17", "Statement": []}
        role = self.client("iam").create_role(RoleName="authorizer", AssumeRolePolicyDocument=json.dumps(trust))
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as content:
            content.writestr("bootstrap", "#!/bin/sh\n")
        self.client("lambda").create_function(
            FunctionName="authorizer",
            Runtime="provided.al2023",
            Handler="bootstrap",
            Role=role["Role"]["Arn"],
            Code={"ZipFile": code.getvalue()},
        )

    def test_anEnvironmentWithEveryOption(self):
        self.apply()
        self.assertEqual({}, self.terraform.changes("-var-file=options.tfvars.json"))
        with self.subTest("callers reach a version when it is warm"):
            self.assertEqual([("warm", "1"), ("alias", "1")], self.lambdas.journal)
        with self.subTest("the models have tagged profiles, which the program calls"):
            self.has_profiles()
        with self.subTest("the policy allows exactly what the table says"):
            self.has_permissions()
        with self.subTest("the options reach AWS"):
            self.has_options()

        self.lambdas.journal.clear()
        self.apply(stable_version="1", canary_weight=0.1, memory_megabytes=256)
        with self.subTest("a canary leaves the stable version warm"):
            self.assertEqual((["1"], [("alias", "1")]), (list(self.lambdas.warm), self.lambdas.journal))
        with self.subTest("an alarm watches the 5xx of the new version"):
            self.watches_the_canary()

        self.lambdas.journal.clear()
        self.apply(memory_megabytes=256)
        with self.subTest("the new version is warm before callers reach it, the old one until they have left"):
            self.assertEqual([("warm", "2"), ("alias", "2"), ("cold", "1")], self.lambdas.journal)

        self.lambdas.journal.clear()
        self.lambdas.broken.add("3")
        failure = flat(self.apply(memory_megabytes=512, codes=(1,)))
        with self.subTest("callers stay if the new version cannot start"):
            self.assertIn("FUNCTION_ERROR_INIT_FAILURE", failure)
            self.assertEqual("2", self.live_version())
            self.assertNotIn("alias", dict(self.lambdas.journal))
        self.lambdas.broken.clear()
        self.apply(memory_megabytes=512)
        self.assertEqual("3", self.live_version())

        self.changes_the_model()
        self.terraform.run("destroy", "-auto-approve", "-var-file=options.tfvars.json")
        self.nothing_is_left()

    def apply(self, codes=(0,), **options):
        """Applies with these options instead of, or besides, the usual ones."""
        file = self.terraform.folder / "options.tfvars.json"
        file.write_text(json.dumps(OPTIONS | options))
        return self.terraform.run("apply", "-auto-approve", f"-var-file={file.name}", codes=codes)

    def variables(self):
        live = self.client("lambda").get_function_configuration(FunctionName=NAME, Qualifier="live")
        return live["Environment"]["Variables"]

    def role_policy(self):
        iam = self.client("iam")
        return iam.get_role_policy(RoleName=f"{NAME}-us-east-1", PolicyName="function")["PolicyDocument"]

    def live_version(self):
        return self.client("lambda").get_alias(FunctionName=NAME, Name="live")["FunctionVersion"]

    def has_profiles(self):
        sources = {profile["models"][0]["modelArn"]: arn for arn, profile in self.bedrock.profiles.items()}
        region = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:inference-profile/"
        model = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
        self.assertEqual({region + HAIKU, model}, sources.keys())
        self.assertEqual(
            {"Project": "code-generation", "Environment": "review-42", "Deployment": NAME, "Model": HAIKU},
            self.bedrock.tags[sources[region + HAIKU]],
        )
        variables = self.variables()
        called = {
            variables[f"CODEGEN_BEDROCK_PROFILES_{index}__MODEL"]: variables[f"CODEGEN_BEDROCK_PROFILES_{index}__ARN"]
            for index in range(2)
        }
        self.assertEqual({HAIKU: sources[region + HAIKU], "amazon.nova-lite-v1:0": sources[model]}, called)

    def has_permissions(self):
        policy = self.role_policy()
        rows = list(permissions.rows({"options"}))
        self.assertTrue(rows)
        for row in rows:
            with self.subTest(**row):
                self.assertEqual(row["verdict"], allowed([policy], row["action"], row["resource"], row["context"]))

    def has_options(self):
        self.assertEqual("user", self.variables()["CODEGEN_CALLER_CONTEXT_KEY"])
        self.assertEqual("DEBUG", self.variables()["QUARKUS_LOG_LEVEL"])
        gateway = self.client("apigatewayv2")
        (api,) = gateway.get_apis()["Items"]
        routes = {route["RouteKey"]: route for route in gateway.get_routes(ApiId=api["ApiId"])["Items"]}
        self.assertIn("GET /code-generation/{id}/archive", routes)
        ((kind, identity),) = {(route["AuthorizationType"], route["AuthorizerId"]) for route in routes.values()}
        self.assertEqual("CUSTOM", kind)
        authorizer = gateway.get_authorizer(ApiId=api["ApiId"], AuthorizerId=identity)
        self.assertEqual(("REQUEST", 60), (authorizer["AuthorizerType"], authorizer["AuthorizerResultTtlInSeconds"]))
        self.assertIn(AUTHORIZER, authorizer["AuthorizerUri"])
        policy = json.loads(self.client("lambda").get_policy(FunctionName="authorizer")["Policy"])
        (statement,) = policy["Statement"]
        self.assertTrue(statement["Condition"]["ArnLike"]["AWS:SourceArn"].endswith(f"/authorizers/{identity}"))
        self.assertEqual(["https://page.example"], api["CorsConfiguration"]["AllowOrigins"])
        groups = self.client("logs").describe_log_groups()["logGroups"]
        self.assertEqual(
            {f"/aws/lambda/{NAME}": key("1"), f"/aws/vendedlogs/apigateway/{NAME}": key("1")},
            {group["logGroupName"]: group.get("kmsKeyId") for group in groups if NAME in group["logGroupName"]},
        )
        (topic,) = self.client("sns").list_topics()["Topics"]
        attributes = self.client("sns").get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]
        self.assertEqual(key("2"), attributes["KmsMasterKeyId"])
        (queue,) = self.client("sqs").list_queues()["QueueUrls"]
        attributes = self.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        self.assertEqual(key("3"), attributes["KmsMasterKeyId"])

    def watches_the_canary(self):
        alarms = {alarm["AlarmName"]: alarm for alarm in self.client("cloudwatch").describe_alarms()["MetricAlarms"]}
        alarm = alarms[f"{NAME}-canary-server-errors"]
        self.assertEqual(([{"Name": "FunctionVersion", "Value": "2"}], 7), (alarm["Dimensions"], alarm["Threshold"]))
        (metric,) = self.client("logs").describe_metric_filters(logGroupName=f"/aws/lambda/{NAME}")["metricFilters"]
        (transformation,) = metric["metricTransformations"]
        self.assertEqual(
            (alarm["Namespace"], alarm["MetricName"]), (transformation["metricNamespace"], transformation["metricName"])
        )

    def changes_the_model(self):
        """The old model stays permitted, and keeps its profile, until no version in use calls it."""
        own = InferenceProfiles.ARN + "usanthropicclaudehaiku55"
        self.apply(memory_megabytes=512, model_id=SONNET, model_permitted=[HAIKU])
        with self.subTest("the old model is permitted, but not offered"):
            self.assertTrue(allowed([self.role_policy()], "bedrock:InvokeModel", own, {}))
            self.assertIn(own, self.bedrock.profiles)
            variables = self.variables()
            self.assertEqual(SONNET, variables["CODEGEN_MODEL_ID"])
            self.assertNotIn("CODEGEN_MODEL_ALLOWED", variables)
        self.apply(memory_megabytes=512, model_id=SONNET)
        with self.subTest("the old model is gone"):
            self.assertFalse(allowed([self.role_policy()], "bedrock:InvokeModel", own, {}))
            self.assertNotIn(own, self.bedrock.profiles)

    def nothing_is_left(self):
        self.assertEqual("", self.terraform.run("state", "list"))
        self.assertEqual(({}, {}), (self.bedrock.profiles, self.lambdas.warm))
        self.assertEqual([], self.client("apigatewayv2").get_apis()["Items"])
        functions = self.client("lambda").list_functions()["Functions"]
        self.assertEqual(["authorizer"], [function["FunctionName"] for function in functions])
        self.assertEqual([], self.client("logs").describe_metric_filters()["metricFilters"])


if __name__ == "__main__":
    unittest.main()
