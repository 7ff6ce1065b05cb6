"""The workflows deploy what was tested, called and approved, and nothing else."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import yaml

from terraform import ROOT

WORKFLOWS = ROOT / ".github" / "workflows"


def jobs(name):
    return yaml.safe_load((WORKFLOWS / name).read_text())["jobs"]


def many(value):
    return [value] if isinstance(value, str) else value or []


def before(graph, job):
    """Every job that must succeed before this one starts."""
    near = many(graph[job].get("needs"))
    return set(near).union(*(before(graph, other) for other in near))


def script(name, job, step):
    (found,) = [one["run"] for one in jobs(name)[job]["steps"] if one.get("name") == step]
    return found


class Folder:
    """A folder in which the steps of a workflow run."""

    def __init__(self, test):
        folder = tempfile.TemporaryDirectory()
        test.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def git(self, *arguments):
        identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
        done = subprocess.run(["git", *identity, *arguments], cwd=self.path, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def commit(self, *files):
        for file in files:
            path = self.path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(len(list(path.parent.iterdir()))) + path.read_text() if path.exists() else "x")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def run(self, text, code=0, **variables):
        """Runs a step as GitHub does, and returns what it wrote for other steps."""
        output = self.path / ".git" / "output" if (self.path / ".git").exists() else self.path / "output"
        output.write_text("")
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", text],
            cwd=self.path,
            env=os.environ | {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": os.devnull} | variables,
            capture_output=True,
            text=True,
        )
        if done.returncode != code:
            raise AssertionError(f"ended with {done.returncode}: {done.stdout}{done.stderr}")
        return dict(line.split("=", 1) for line in output.read_text().splitlines())


class GatesTest(unittest.TestCase):
    def setUp(self):
        self.deploy = jobs("deploy.yml")

    def test_nothingReachesAwsBeforeTheTestsHavePassed(self):
        for name, job in self.deploy.items():
            if "environment" in job or job.get("uses", "").endswith("/terraform.yml"):
                with self.subTest(name):
                    self.assertLess({"tests", "changes"}, before(self.deploy, name) | {name})
                    # Such a condition would start the job although one before has failed.
                    self.assertNotRegex(job.get("if", ""), r"always\(|failure\(|!cancelled\(")

    def test_stagingIsOfferedAfterDevWasCalledAndProdAfterStaging(self):
        self.assertLess({"dev", "acceptance"}, before(self.deploy, "plan-staging"))
        self.assertIn("src/postman/run", [step.get("run") for step in self.deploy["acceptance"]["steps"]])
        self.assertIn("staging", before(self.deploy, "plan-prod"))

    def test_reviewersApproveThePlanThatIsApplied(self):
        for name in ("staging", "prod"):
            plan = self.deploy[f"plan-{name}"]["with"]
            self.assertEqual({"command": "plan", "configuration": name, "environment": f"plan-{name}"}, plan)
            self.assertEqual({"command": "apply", "configuration": name, "environment": name}, self.deploy[name]["with"])
            self.assertIn(f"plan-{name}", many(self.deploy[name]["needs"]))
        steps = {step.get("name"): step for step in jobs("terraform.yml")["run"]["steps"]}
        self.assertIn("GITHUB_STEP_SUMMARY", steps["Plan"]["run"])
        self.assertEqual("inputs.command == 'apply'", steps["Take the plan that was approved"]["if"])
        self.assertEqual("terraform apply plan", steps["Apply"]["run"])

    def test_onlyDevIsDeployedWithoutAPlanOfItsOwn(self):
        for job in self.deploy.values():
            if job.get("with", {}).get("command") == "plan-and-apply":
                self.assertEqual("dev", job["with"]["configuration"])

    def test_aReleaseIsTestedFirst(self):
        self.assertIn("tests", before(jobs("release.yml"), "publish"))
        self.assertTrue(jobs("release.yml")["tests"]["uses"].endswith("/ci.yml"))


class ChangesTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder(self)
        self.folder.git("init", "-q")
        self.first = self.folder.commit("README.md", "pom.xml", "src/docs/model.txt", "src/main/resources/samples/README.md")

    def deploys(self, before):
        return self.folder.run(script("deploy.yml", "changes", "Compare"), BEFORE=before)["deploy"]

    def test_documentsDeployNothing(self):
        self.folder.commit("README.md", "terraform/README.md", "src/docs/model.txt", "LICENSE", ".github/CHANGELOG.md")
        self.assertEqual("false", self.deploys(self.first))

    def test_anythingElseIsDeployed(self):
        for file in ("pom.xml", "src/main/java/A.java", "terraform/api.tf", ".github/workflows/deploy.yml", "a.md.tf"):
            with self.subTest(file):
                start = self.folder.git("rev-parse", "HEAD")
                self.folder.commit("README.md", file)
                self.assertEqual("true", self.deploys(start))

    def test_everyCommitOfAPushCounts(self):
        self.folder.commit("pom.xml")
        self.folder.commit("README.md")
        self.assertEqual("true", self.deploys(self.first))

    def test_withoutAKnownCommitBeforeEverythingIsDeployed(self):
        for unknown in ("0" * 40, ""):
            self.assertEqual("true", self.deploys(unknown))


class VersionTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder(self)
        self.folder.git("init", "-q")
        self.commit = self.folder.commit("pom.xml")

    def version(self, kind="branch", name="main"):
        text = script("native.yml", "build", "Version")
        values = {"GITHUB_REF_TYPE": kind, "GITHUB_REF_NAME": name, "GITHUB_WORKSPACE": str(self.folder.path)}
        return self.folder.run(text, **values)["revision"]

    def test_aTagIsItsVersion(self):
        self.folder.git("tag", "v1.2.2")
        self.folder.git("tag", "v1.2.3")
        self.assertEqual("1.2.2", self.version("tag", "v1.2.2"))
        self.assertEqual("1.2.3", self.version("tag", "v1.2.3"))

    def test_aCommitCountsFromTheLastRelease(self):
        self.folder.git("tag", "v1.2.3")
        self.folder.git("tag", "vendor")
        self.assertEqual("1.2.3", self.version())
        newer = self.folder.commit("pom.xml")
        self.assertEqual(f"1.2.3-1-g{newer[:12]}", self.version())

    def test_beforeTheFirstReleaseItIsTheCommit(self):
        self.assertEqual(self.commit[:12], self.version())

    def test_theBuildGetsIt(self):
        (build,) = [step for step in jobs("native.yml")["build"]["steps"] if "mvnw" in step.get("run", "")]
        self.assertEqual("${{ steps.version.outputs.revision }}", build["env"]["REVISION"])
        self.assertIn('-Drevision="$REVISION"', build["run"])
        self.assertIn("<version>${revision}</version>", (ROOT / "pom.xml").read_text())


@unittest.skipUnless(shutil.which("jq") and shutil.which("sha256sum"), "needs jq and sha256sum")
class ReleaseTest(unittest.TestCase):
    def setUp(self):
        self.folder = Folder(self)
        for architecture in ("x86_64", "arm64"):
            self.build(architecture)

    def build(self, architecture, different={}):
        folder = self.folder.path / f"function-{architecture}"
        folder.mkdir(exist_ok=True)
        content = architecture.encode()
        (folder / "function.zip").write_bytes(content)
        facts = {"version": "1.2.3", "architecture": architecture, "os": "linux", "glibc": "2.34",
                 "sha256": hashlib.sha256(content).hexdigest()}
        (folder / "function.json").write_text(json.dumps(facts | different))

    def name(self, code=0):
        text = script("release.yml", "publish", "Name the packages after their architecture")
        self.folder.run(text, code, GITHUB_REF_NAME="v1.2.3")

    def test_aReleaseHasZipFactsAndChecksumsOfBothArchitectures(self):
        self.name()
        subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=self.folder.path, check=True)
        sums = (self.folder.path / "SHA256SUMS").read_text()
        for file in ("function-x86_64.zip", "function-x86_64.json", "function-arm64.zip", "function-arm64.json"):
            self.assertIn(file, sums)

    def test_aZipOfAnotherVersionArchitectureOrContentIsNotPublished(self):
        for different in ({"version": "1.2.4"}, {"architecture": "x86_64"}, {"os": "macos"}, {"sha256": "0" * 64}):
            with self.subTest(different):
                self.setUp()
                self.build("arm64", different)
                self.name(code=1)


if __name__ == "__main__":
    unittest.main()
