# The policies that Terraform renders. src/test/deployment/permissions.csv lists what they must allow and deny.

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.current
  values = { account_id = "123456789012" }
}

# Unknown in a plan.
override_resource {
  target          = aws_apigatewayv2_api.this
  override_during = plan
  values          = { execution_arn = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5" }
}

variables {
  environment = "dev"
  region      = "us-east-1"
  package     = "tests/package/function.zip"
}

run "default" {
  command = plan

  assert {
    condition = alltrue(flatten([
      for policy in [
        aws_iam_role_policy.function.policy, aws_iam_role.function.assume_role_policy, aws_s3_bucket_policy.generations.policy,
        aws_sns_topic_policy.alarms.policy, output.caller_policy,
        ] : [
        for statement in jsondecode(policy).Statement : [
          for action in flatten([try(statement.Action, []), try(statement.NotAction, [])]) : !strcontains(action, "*")
        ]
      ]
    ]))
    error_message = "An action has a wildcard."
  }
  assert {
    condition = alltrue(flatten([
      for policy in [
        aws_iam_role_policy.function.policy, aws_s3_bucket_policy.generations.policy,
        aws_sns_topic_policy.alarms.policy, output.caller_policy,
        ] : [
        for statement in jsondecode(policy).Statement : [
          for resource in flatten([statement.Resource]) : can(regex(join("|", [
            "^[^*]+$",
            "^arn:aws:s3:::code-generation-dev-123456789012-us-east-1/((code-output|generations|idempotency)/)?[*]$",
            "^arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/code-generation-dev:log-stream:[*]$",
            "^arn:aws:execute-api:us-east-1:123456789012:[a-z0-9]+/[*]$",
            "^arn:aws:bedrock:[*]:(:foundation-model|123456789012:guardrail-profile)/[^*]+$",
          ]), resource))
        ]
      ]
    ]))
    error_message = "A resource may have a wildcard only after one of our prefixes, or as the region of what is behind a profile."
  }
}

run "everything" {
  command = plan

  variables {
    model_id                 = "global.anthropic.claude-haiku-5-5"
    model_fallbacks          = ["us.amazon.nova-2-lite-v1:0", "amazon.nova-lite-v1:0", "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.meta.llama4-v1:0"]
    model_allowed            = ["arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6", "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/p1"]
    model_permitted          = ["us.anthropic.claude-sonnet-4-6"]
    underlying_models        = ["mistral.devstral-2"]
    guardrail                = { id = "gr1", version = "1", profile = "us.guardrail.v1:0" }
    kms_key_arns             = { queue = "arn:aws:kms:us-east-1:123456789012:key/22222222-2222-3333-4444-555555555555" }
    kms_key_arn              = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/developers"
    tracing                  = true
    function_url             = true
    monthly_budget_usd       = 20
  }

  assert {
    condition     = aws_iam_role.function.permissions_boundary == "arn:aws:iam::123456789012:policy/developers"
    error_message = "The role must have the permissions boundary."
  }
  assert {
    condition     = aws_iam_role_policy_attachment.tracing["AWSXRayDaemonWriteAccess"].policy_arn == "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess"
    error_message = "The role must have X-Ray's managed policy."
  }
  assert {
    condition = alltrue(flatten([
      for policy in [
        aws_iam_role_policy.function.policy, aws_iam_role.function.assume_role_policy, aws_s3_bucket_policy.generations.policy,
        aws_sns_topic_policy.alarms.policy, output.caller_policy,
        ] : [
        for statement in jsondecode(policy).Statement : [
          for action in flatten([try(statement.Action, []), try(statement.NotAction, [])]) : !strcontains(action, "*")
        ]
      ]
    ]))
    error_message = "An action has a wildcard."
  }
  assert {
    condition = alltrue(flatten([
      for policy in [
        aws_iam_role_policy.function.policy, aws_s3_bucket_policy.generations.policy,
        aws_sns_topic_policy.alarms.policy, output.caller_policy,
        ] : [
        for statement in jsondecode(policy).Statement : [
          for resource in flatten([statement.Resource]) : can(regex(join("|", [
            "^[^*]+$",
            "^arn:aws:s3:::code-generation-dev-123456789012-us-east-1/((code-output|generations|idempotency)/)?[*]$",
            "^arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/code-generation-dev:log-stream:[*]$",
            "^arn:aws:execute-api:us-east-1:123456789012:[a-z0-9]+/[*]$",
            "^arn:aws:bedrock:[*]:(:foundation-model|123456789012:guardrail-profile)/[^*]+$",
          ]), resource))
        ]
      ]
    ]))
    error_message = "A resource may have a wildcard only after one of our prefixes, or as the region of what is behind a profile."
  }
}
