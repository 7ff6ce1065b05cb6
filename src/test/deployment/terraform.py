"""Runs Terraform on a copy of the configuration."""

import json
import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).parents[3]
WORK = ROOT / "target" / "deployment"

STATE_IN_A_FILE = """
  backend "local" {{}}
"""

STATE_IN_THE_EMULATOR = """
  backend "s3" {{
    encrypt                     = true
    use_lockfile                = true
    access_key                  = "test"
    secret_key                  = "test"
    use_path_style              = true
    skip_credentials_validation = true
    skip_metadata_api_check     = true
    skip_requesting_account_id  = true

    endpoints = {{
      s3 = "{endpoint}"
    }}
  }}
"""

# Without AWS: invented credentials, endpoints of the test.
OVERRIDE = """
terraform {{
{backend}
}}

provider "aws" {{
  access_key                  = "test"
  secret_key                  = "test"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  max_retries                 = 3

{endpoints}
}}

# The emulator forgets logging_config. Every plan would set it again and publish a version.
resource "aws_lambda_function" "this" {{
  lifecycle {{
    ignore_changes = [logging_config]
  }}
}}
"""
SERVICES = (
    "apigatewayv2 bedrock budgets cloudwatch iam lambda logs route53 s3 sns sqs sts"
).split()

# The folder with the providers, if they do not come from the public registry.
PLUGINS = [f"-plugin-dir={folder}" for folder in [os.environ.get("TERRAFORM_PLUGIN_DIR")] if folder]


class Terraform:
    """A copy of terraform/ in its own folder, with a target/ for the zip beside it. Some services may have other endpoints."""

    def __init__(self, name, endpoint, backend=STATE_IN_A_FILE, initialise=True, **others):
        self.home = WORK / name
        self.folder = self.home / "terraform"
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(
            ROOT / "terraform",
            self.folder,
            ignore=shutil.ignore_patterns(".terraform", "*.tfstate*", "*_override.tf"),
        )
        (self.home / "target").mkdir()
        endpoints = "\n".join(f'    {service} = "{others.get(service, endpoint)}"' for service in SERVICES)
        (self.folder / "emulator_override.tf").write_text(
            OVERRIDE.format(
                backend=backend.format(endpoint=endpoint), endpoints="  endpoints {\n" + endpoints + "\n  }"
            )
        )
        if initialise:
            self.run("init", "-lockfile=readonly", *PLUGINS)

    def run(self, *arguments, codes=(0,), seconds=300):
        """Runs a command and returns its output, with error messages if other exit codes than 0 are expected."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("TF_VAR_", "AWS_"))}
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env=variables | {"TF_IN_AUTOMATION": "1", "TF_CLI_ARGS": "-no-color", "TF_INPUT": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=seconds,
        )
        if done.returncode not in codes:
            raise AssertionError(
                f"terraform {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr}"
            )
        return done.stdout if codes == (0,) else done.stdout + done.stderr

    def changes(self, *arguments):
        """Returns what a plan would change: address -> (actions, values after the change)."""
        self.run("plan", "-out=plan", *arguments)
        plan = json.loads(self.run("show", "-json", "plan"))
        return {
            change["address"]: (change["change"]["actions"], change["change"]["after"])
            for change in plan["resource_changes"]
            if change["mode"] == "managed" and change["change"]["actions"] != ["no-op"]
        }

    def outputs(self):
        return {name: output["value"] for name, output in json.loads(self.run("output", "-json")).items()}


def flat(text):
    """Removes the frame and the line breaks from Terraform's messages."""
    return " ".join(text.replace("│", " ").split())
