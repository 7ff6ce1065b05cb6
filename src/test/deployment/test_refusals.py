"""Every validation refuses an invalid value with its own message. The cases are in validations.tftest.hcl."""

import dataclasses
import re
import unittest

from terraform import ROOT, Terraform, flat

UNUSED_ENDPOINT = "http://127.0.0.1:9"
CASE = re.compile(r'^# ([^\n]+)\nrun "(refuses_\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
VARIABLES = re.compile(r"^  variables \{\n(.*?)^  \}", re.MULTILINE | re.DOTALL)
REFUSED = re.compile(r"expect_failures = \[(?:var\.)?([\w.]+)\]")
BASE = {"environment": '"dev"', "region": '"us-east-1"', "package": '"tests/package/function.zip"'}


@dataclasses.dataclass(frozen=True)
class Refusal:
    """A case: the beginning of the message, the refused variable or resource, and the values that cause it."""

    name: str
    message: str
    refused: str
    variables: dict


def refusals(file):
    for message, name, body in CASE.findall((ROOT / "terraform" / "tests" / file).read_text()):
        lines = VARIABLES.search(body).group(1).splitlines()
        variables = dict(re.split(r"\s*=\s*", line.strip(), maxsplit=1) for line in lines)
        yield Refusal(name, message, REFUSED.search(body).group(1), variables)


def read_by_validations():
    """Maps each variable to those that its validations read, also through local values and other variables' validations. If one
    of these is refused, Terraform skips the validation."""
    variables = re.split(r'^variable "(\w+)" ', (ROOT / "terraform" / "variables.tf").read_text(), flags=re.MULTILINE)[1:]
    files = "".join(path.read_text() for path in (ROOT / "terraform").glob("*.tf"))
    values = "\n".join(re.findall(r"^locals \{\n(.*?)^\}", files, re.MULTILINE | re.DOTALL))
    definitions = {f"var.{name}": text for name, text in zip(variables[::2], variables[1::2])} | {
        f"local.{name}": text
        for name, text in re.findall(r"^  (\w+) += (.*?)(?=^  \w+ +=|\Z)", values, re.MULTILINE | re.DOTALL)
    }

    def read(names):
        return set(re.findall(r"\b(?:var|local)\.\w+", "".join(definitions[name] for name in names))) & definitions.keys()

    def closure(name):
        known = read({name})
        while not (more := read(known)) <= known:
            known |= more
        return {other.removeprefix("var.") for other in known if other.startswith("var.")} - {name.removeprefix("var.")}

    return {name: closure(f"var.{name}") for name in variables[::2]}


def batches(cases):
    """Groups cases that do not influence each other, so that one plan shows the messages of all."""
    read = read_by_validations()

    def undisturbed(case, other):
        """Whether the values of the other case are as this one wants them, and hide no message of it."""
        return other.refused not in read[case.refused] and all(
            case.variables[name] == value if name in case.variables else name not in read[case.refused]
            for name, value in other.variables.items()
        )

    batches = []
    for case in cases:
        for batch in batches:
            if all(undisturbed(case, other) and undisturbed(other, case) for other in batch):
                batch.append(case)
                break
        else:
            batches.append([case])
    return batches


class RefusalsTest(unittest.TestCase):
    def test_everyValidationHasItsOwnMessage(self):
        cases = list(refusals("validations.tftest.hcl"))
        terraform = Terraform("refusals", UNUSED_ENDPOINT)
        for batch in batches(cases):
            values = BASE.copy()
            for case in batch:
                values |= case.variables
            (terraform.folder / "bad.tfvars").write_text("".join(f"{name} = {value}\n" for name, value in values.items()))
            output = flat(terraform.run("plan", "-var-file=bad.tfvars", codes=(1,)))
            for case in batch:
                with self.subTest(case.name):
                    self.assertTrue(case.message in output, f"{case.message} not in: {output[-2000:]}")

    def test_everyValidationHasACase(self):
        messages = [case.message for case in refusals("validations.tftest.hcl")]
        stated = re.findall(r'error_message = "(.+)"', (ROOT / "terraform" / "variables.tf").read_text())
        for text in stated:
            with self.subTest(text):
                # What is calculated differs from case to case.
                constant = text.split("${")[0]
                self.assertTrue(any(text.startswith(message) or message.startswith(constant) for message in messages))


if __name__ == "__main__":
    unittest.main()
