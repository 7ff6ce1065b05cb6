# What the optional settings change.

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

variables {
  environment = "dev"
  region      = "us-east-1"
  package     = "tests/package/function.zip"
}

run "an_environment_may_have_any_name" {
  command = plan

  variables {
    environment = "review-42"
  }

  assert {
    condition     = aws_lambda_function.this.function_name == "code-generation-review-42" && local.tags.Deployment == "code-generation-review-42"
    error_message = "The environment's name must be part of every name."
  }
  assert {
    condition     = !local.production
    error_message = "Only environments that begin with prod are protected by their name."
  }
}

run "a_name_of_the_greatest_length_fits_into_the_name_of_the_bucket" {
  command = plan

  variables {
    project     = "abcdefghijklmnopqrstuv"
    environment = "abcdefghijkl"
    region      = "ap-southeast-2"
    model_id    = "au.anthropic.claude-haiku-5-5"
  }

  assert {
    condition     = length(aws_s3_bucket.generations.bucket) == 63
    error_message = "S3 allows 63 characters."
  }
}

run "keys_encrypt_logs_topic_and_queue" {
  command = plan

  variables {
    kms_key_arns = {
      logs  = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      topic = "arn:aws:kms:us-east-1:123456789012:key/22222222-2222-3333-4444-555555555555"
      queue = "arn:aws:kms:us-east-1:123456789012:key/33333333-2222-3333-4444-555555555555"
    }
  }

  assert {
    condition     = aws_cloudwatch_log_group.function.kms_key_id == var.kms_key_arns.logs && aws_cloudwatch_log_group.api.kms_key_id == var.kms_key_arns.logs
    error_message = "The key must encrypt both log groups."
  }
  assert {
    condition     = aws_sns_topic.alarms.kms_master_key_id == var.kms_key_arns.topic
    error_message = "The key must encrypt the topic."
  }
  assert {
    condition     = aws_sqs_queue.failed_jobs.kms_master_key_id == var.kms_key_arns.queue
    error_message = "The key must encrypt the queue."
  }
}

run "without_keys_aws_encrypts" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.function.kms_key_id == null && aws_sns_topic.alarms.kms_master_key_id == null && aws_sqs_queue.failed_jobs.sqs_managed_sse_enabled
    error_message = "There must be no key, and SQS must encrypt the queue itself."
  }
}

run "a_lambda_authorizer_names_the_caller" {
  command = plan

  variables {
    authorization = "lambda"
    lambda_authorizer = {
      function_arn  = "arn:aws:lambda:us-east-1:123456789012:function:authorizer:live"
      context_key   = "user"
      cache_seconds = 60
    }
  }

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.this : route.authorization_type == "CUSTOM"])
    error_message = "Every route must use the authorizer."
  }
  assert {
    condition = (
      aws_apigatewayv2_authorizer.lambda["lambda"].authorizer_uri == "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:authorizer:live/invocations" &&
      aws_apigatewayv2_authorizer.lambda["lambda"].authorizer_payload_format_version == "2.0" &&
      aws_apigatewayv2_authorizer.lambda["lambda"].authorizer_result_ttl_in_seconds == 60
    )
    error_message = "The authorizer must call the function and remember its decisions."
  }
  assert {
    condition     = aws_lambda_permission.authorizer["lambda"].function_name == "authorizer" && aws_lambda_permission.authorizer["lambda"].qualifier == "live"
    error_message = "The API must be allowed to call the function."
  }
  assert {
    condition     = one(aws_lambda_function.this.environment).variables["CODEGEN_CALLER_CONTEXT_KEY"] == "user"
    error_message = "The program must read the caller's name."
  }
}

run "an_authorizer_of_another_account_gets_its_permission_there" {
  command = plan

  variables {
    authorization     = "lambda"
    lambda_authorizer = { function_arn = "arn:aws:lambda:us-east-1:999999999999:function:authorizer", context_key = "user" }
  }

  assert {
    condition     = length(aws_lambda_permission.authorizer) == 0
    error_message = "There must be no permission for a function of another account."
  }
}

run "each_model_gets_a_tagged_profile" {
  command = plan

  variables {
    application_profiles = true
    model_fallbacks      = ["amazon.nova-lite-v1:0", "anthropic.claude-v2:1"]
    model_allowed        = ["arn:aws:bedrock:us-east-1:123456789012:provisioned-model/p1"]
    model_permitted      = ["arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6"]
    monthly_budget_usd   = 20
    budget_scope         = "environment"
  }

  assert {
    condition = { for model, profile in aws_bedrock_inference_profile.this : model => one(profile.model_source).copy_from } == {
      "us.anthropic.claude-haiku-5-5" = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-5-5"
      "amazon.nova-lite-v1:0"         = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"

      "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6" = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6"
    }
    error_message = "Models and inference profiles must have a profile of their own, but not provisioned models and the oldest ones."
  }
  assert {
    condition     = aws_bedrock_inference_profile.this["amazon.nova-lite-v1:0"].tags == tomap({ Model = "amazon.nova-lite-v1:0" })
    error_message = "The profiles must have the tag of the model, besides those of all resources."
  }
  assert {
    condition     = alltrue([for profile in aws_bedrock_inference_profile.this : can(regex("^([0-9a-zA-Z][ _-]?)+$", profile.name)) && can(regex("^([0-9a-zA-Z:.][ _-]?)+$", profile.description))])
    error_message = "Names and descriptions must have Bedrock's form."
  }
  assert {
    condition     = one(aws_budgets_budget.monthly["monthly"].cost_filter).name == "TagKeyValue" && one(aws_budgets_budget.monthly["monthly"].cost_filter).values == tolist([format("user:Deployment$%s", local.tags.Deployment)])
    error_message = "The budget must cover what has the environment's tag."
  }
}

run "by_default_models_are_called_without_profiles" {
  command = plan

  assert {
    condition     = length(aws_bedrock_inference_profile.this) == 0
    error_message = "By default, there must be no application inference profiles."
  }
}

run "a_permitted_model_is_not_offered" {
  command = plan

  variables {
    model_allowed   = ["us.amazon.nova-2-lite-v1:0"]
    model_permitted = ["us.anthropic.claude-sonnet-4-6"]
  }

  assert {
    condition     = !anytrue([for value in values(one(aws_lambda_function.this.environment).variables) : strcontains(value, "claude-sonnet-4-6")])
    error_message = "The program must not know the model."
  }
  assert {
    condition     = strcontains(aws_iam_role_policy.function.policy, "inference-profile/us.anthropic.claude-sonnet-4-6")
    error_message = "The role must permit the model."
  }
}

run "models_are_called_in_their_geography" {
  command = plan

  variables {
    region          = "ap-northeast-1"
    model_id        = "jp.anthropic.claude-haiku-5-5"
    model_fallbacks = ["apac.amazon.nova-lite-v1:0", "global.anthropic.claude-haiku-5-5", "amazon.nova-lite-v1:0"]
    model_permitted = ["arn:aws:bedrock:ap-northeast-1:123456789012:inference-profile/jp.anthropic.claude-sonnet-4-6", "xy.anthropic.claude-haiku-5-5"]
    guardrail       = { id = "gr1", profile = "apac.guardrail.v1:0" }
  }

  assert {
    condition     = length(local.models) == 6
    error_message = "All of these models can be called in Tokyo; the geography xy is not known here."
  }
}

run "each_geography_has_its_regions" {
  command = plan

  assert {
    condition = {
      for geography, pattern in local.geographies : geography => [
        for region in [
          "af-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-2", "ap-southeast-4", "ca-central-1",
          "cn-north-1", "eu-central-1", "il-central-1", "me-central-1", "sa-east-1", "us-east-1", "us-gov-west-1", "us-west-2",
        ] : region if can(regex(pattern, region))
      ]
      } == {
      us     = ["ca-central-1", "us-east-1", "us-west-2"]
      us-gov = ["us-gov-west-1"]
      ca     = ["ca-central-1"]
      eu     = ["eu-central-1", "il-central-1"]
      apac   = ["ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-2", "ap-southeast-4", "me-central-1"]
      jp     = ["ap-northeast-1", "ap-northeast-3"]
      au     = ["ap-southeast-2", "ap-southeast-4"]
      global = [
        "af-south-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-2", "ap-southeast-4", "ca-central-1",
        "eu-central-1", "il-central-1", "me-central-1", "sa-east-1", "us-east-1", "us-west-2",
      ]
    }
    error_message = "A profile must be accepted in the regions of its geography, and only there."
  }
}

run "canada_may_use_profiles_of_the_us" {
  command = plan

  variables {
    region = "ca-central-1"
  }

  assert {
    condition     = local.models == tolist(["us.anthropic.claude-haiku-5-5"])
    error_message = "Canada is a source region of the US profiles."
  }
}

run "settings_without_a_variable_reach_the_function" {
  command = plan

  variables {
    extra_environment = { QUARKUS_LOG_LEVEL = "DEBUG", CODEGEN_WARM_UP_ENABLED = "false" }
  }

  assert {
    condition     = one(aws_lambda_function.this.environment).variables["QUARKUS_LOG_LEVEL"] == "DEBUG" && one(aws_lambda_function.this.environment).variables["CODEGEN_WARM_UP_ENABLED"] == "false"
    error_message = "The settings must reach the function unchanged."
  }
}

run "extra_settings_never_replace_those_of_a_variable" {
  command = plan

  variables {
    model_fallbacks   = ["us.amazon.nova-2-lite-v1:0"]
    model_allowed     = ["us.amazon.nova-2-lite-v1:0"]
    model_overrides   = [{ id = "us.amazon.nova-2-lite-v1:0", max_tokens = 4096 }]
    bedrock_region    = "us-east-1"
    guardrail         = { id = "gr1", version = "1" }
    authorization     = "lambda"
    lambda_authorizer = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:authorizer", context_key = "user" }
  }

  assert {
    condition     = toset([for name in keys(one(aws_lambda_function.this.environment).variables) : name if !startswith(name, "CODEGEN_MODEL_OVERRIDES_")]) == toset(local.settings_with_a_variable)
    error_message = "extra_environment must refuse exactly the settings that Terraform can set."
  }
}

# The function's environment variables are larger than 4 KB
run "refuses_more_variables_than_lambda_takes" {
  command = plan

  variables {
    extra_environment = { LONG = join("", [for number in range(100) : "0123456789012345678901234567890123456789"]) }
  }

  expect_failures = [aws_lambda_function.this]
}

run "the_access_log_tells_the_request_but_no_subject" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.api.name == "/aws/vendedlogs/apigateway/code-generation-dev"
    error_message = "The group must be one for which API Gateway needs no entry in the account's resource policy."
  }
  assert {
    condition     = jsondecode(one(aws_apigatewayv2_stage.this.access_log_settings).format).functionRequestId == "$context.awsEndpointRequestId"
    error_message = "The line must lead to the function's line, which has the caller's hash."
  }
  assert {
    condition     = !strcontains(one(aws_apigatewayv2_stage.this.access_log_settings).format, "claims")
    error_message = "No claim of a token may be logged."
  }
}

run "a_page_may_call_the_api_and_read_its_headers" {
  command = plan

  variables {
    function_url = true
    cors         = { origins = ["https://app.example"], max_age_seconds = 600 }
  }

  assert {
    condition = alltrue([
      for cors in concat(tolist(aws_apigatewayv2_api.this.cors_configuration), tolist(aws_lambda_function_url.live["live"].cors)) : alltrue([
        cors.allow_origins == toset(["https://app.example"]),
        cors.allow_methods == toset(["DELETE", "GET", "HEAD", "POST"]),
        cors.allow_headers == toset(["accept", "authorization", "content-type", "idempotency-key", "prefer", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"]),
        cors.expose_headers == toset(["code-generation-truncated", "code-generation-version", "content-disposition", "idempotency-replayed", "location", "preference-applied", "retry-after"]),
        cors.max_age == 600,
      ])
    ])
    error_message = "Both the HTTP API and the Function URL must let the page send its headers and read the answer's."
  }
  assert {
    condition     = length(aws_apigatewayv2_api.this.cors_configuration) == 1 && length(aws_lambda_function_url.live["live"].cors) == 1
    error_message = "Both must have CORS."
  }
}
