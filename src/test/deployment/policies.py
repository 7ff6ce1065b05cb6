"""Evaluates IAM policies as AWS documents it, for the elements that are used here.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import re

OPERATORS = {
    "StringEquals": lambda pattern, value: pattern == value,
    "Bool": lambda pattern, value: pattern.lower() == value.lower(),
    "ArnEquals": lambda pattern, value: matches(pattern, value),
    "ArnLike": lambda pattern, value: matches(pattern, value),
}


def matches(pattern, value):
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), value) is not None


def many(value):
    return value if isinstance(value, list) else [value]


def applies(statement, action, resource, context, principal):
    if "Action" in statement:
        named = any(matches(pattern.lower(), action.lower()) for pattern in many(statement["Action"]))
    else:
        named = not any(matches(pattern.lower(), action.lower()) for pattern in many(statement["NotAction"]))
    return (
        named
        and any(matches(pattern, resource) for pattern in many(statement["Resource"]))
        and addressed(statement.get("Principal"), principal)
        and all(
            key in context and any(OPERATORS[operator](value, context[key]) for value in many(values))
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        )
    )


def addressed(stated, principal):
    """A policy of a role or user has no principal: it applies to whoever has the policy."""
    if stated is None or stated == "*":
        return True
    return any(principal == one for names in stated.values() for one in many(names))


def allowed(policies, action, resource, context, principal=None):
    """Returns whether at least one statement allows the action and none denies it."""
    effects = {
        statement["Effect"]
        for policy in policies
        for statement in many(policy["Statement"])
        if applies(statement, action, resource, context, principal)
    }
    return effects == {"Allow"}
