"""Reads permissions.csv, the table of what must be allowed and denied."""

import csv
import pathlib

BUCKET = "arn:aws:s3:::code-generation-dev-123456789012-us-east-1"

# The runs of policies.tftest.hcl, and the environment that test_options.py deploys.
PLANS = {"default", "everything", "options"}


def rows(plans=PLANS):
    """Yields the rows for these plans."""
    lines = pathlib.Path(__file__).with_suffix(".csv").read_text().splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        if row["plan"] not in PLANS:
            raise LookupError(row["plan"])
        if row["plan"] not in plans:
            continue
        row["resource"] = row["resource"].replace("{bucket}", BUCKET)
        pairs = (pair.split("=", 1) for pair in row["context"].split(";") if pair)
        # A row uses TLS unless it says otherwise.
        row["context"] = {"aws:SecureTransport": "true"} | dict(pairs)
        row["verdict"] = row["verdict"] == "allowed"
        yield row
