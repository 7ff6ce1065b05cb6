# What an environment is when nothing but its name and region is said: closed, encrypted, bounded.

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

run "names_come_from_project_and_environment" {
  command = plan

  assert {
    condition     = aws_s3_bucket.generations.bucket == "code-generation-dev-123456789012-us-east-1"
    error_message = "The bucket's name must hold project, environment, account and region."
  }
  assert {
    condition = alltrue([for name in [
      aws_lambda_function.this.function_name, aws_apigatewayv2_api.this.name, aws_cloudwatch_dashboard.this.dashboard_name,
    ] : name == "code-generation-dev"])
    error_message = "Names must be made of project and environment."
  }
  assert {
    condition     = local.tags == { Project = "code-generation", Environment = "dev" }
    error_message = "Everything must be tagged with project and environment."
  }
}

run "the_bucket_is_private_encrypted_and_versioned" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.generations.block_public_acls,
      aws_s3_bucket_public_access_block.generations.block_public_policy,
      aws_s3_bucket_public_access_block.generations.ignore_public_acls,
      aws_s3_bucket_public_access_block.generations.restrict_public_buckets,
    ])
    error_message = "Public access must be blocked."
  }
  assert {
    condition     = one(aws_s3_bucket_ownership_controls.generations.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "The bucket's owner must own everything in it."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.generations.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Objects must be encrypted."
  }
  assert {
    condition     = one(aws_s3_bucket_versioning.generations.versioning_configuration).status == "Enabled"
    error_message = "The bucket must be versioned."
  }
  assert {
    condition     = !aws_s3_bucket.generations.force_destroy
    error_message = "A bucket that is not empty must not be destroyed unasked."
  }
}

run "the_bucket_tidies_up_but_keeps_generations" {
  command = plan

  assert {
    condition     = { for rule in aws_s3_bucket_lifecycle_configuration.generations.rule : rule.id => one(rule.filter).prefix } == { expire-idempotency = "idempotency/", tidy-up = "" }
    error_message = "Nothing but claims may expire, and old versions and incomplete uploads must be tidied up."
  }
  assert {
    condition     = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.generations.rule : one(rule.expiration).days == 2 if rule.id == "expire-idempotency"])
    error_message = "Claims must be removed after two days."
  }
  assert {
    condition = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.generations.rule :
      one(rule.noncurrent_version_expiration).noncurrent_days == 7 && one(rule.abort_incomplete_multipart_upload).days_after_initiation == 1 if rule.id == "tidy-up"
    ])
    error_message = "Old versions must go after a week, incomplete uploads after a day."
  }
}

run "generations_expire_where_wanted" {
  command = plan

  variables {
    expire_generations_after_days = 30
    idempotency_retention_hours   = 48
  }

  assert {
    condition     = { for rule in aws_s3_bucket_lifecycle_configuration.generations.rule : rule.id => one(rule.expiration).days if rule.id != "tidy-up" } == { expire-idempotency = 3, expire-code-output = 30, expire-generations = 30 }
    error_message = "Code and records must expire together."
  }
}

run "a_key_encrypts_where_given" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.generations.rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
    error_message = "The key must encrypt the bucket."
  }
}

run "the_function_is_bounded_and_logs" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 10
    error_message = "Concurrency must be bounded."
  }
  assert {
    condition     = one(aws_lambda_function.this.logging_config).log_format == "JSON" && one(aws_lambda_function.this.logging_config).log_group == "/aws/lambda/code-generation-dev"
    error_message = "Logs must be JSON, in the function's own group."
  }
  assert {
    condition     = aws_cloudwatch_log_group.function.retention_in_days == 30 && aws_cloudwatch_log_group.api.retention_in_days == 30
    error_message = "Logs must not be kept for ever."
  }
  assert {
    condition     = aws_lambda_function.this.runtime == "provided.al2023" && aws_lambda_function.this.publish
    error_message = "The function must run on Amazon Linux 2023 and publish versions."
  }
  assert {
    condition     = one(aws_lambda_function.this.tracing_config).mode == "PassThrough" && length(aws_iam_role_policy_attachment.tracing) == 0
    error_message = "X-Ray must be off."
  }
}

run "the_function_gets_what_the_variables_say" {
  command = plan

  assert {
    condition = one(aws_lambda_function.this.environment).variables == tomap({
      CODEGEN_BUCKET                = "code-generation-dev-123456789012-us-east-1"
      CODEGEN_GATEWAY_LIMIT         = "28s"
      CODEGEN_IDEMPOTENCY_RETENTION = "24h"
      CODEGEN_JOBS_MAX_AGE          = "600s"
      CODEGEN_MODEL_CONTINUATIONS   = "1"
      CODEGEN_MODEL_ID              = "us.anthropic.claude-haiku-5-5"
      CODEGEN_MODEL_MAX_TOKENS      = "8192"
    })
    error_message = "Other variables than these are set."
  }
}

run "the_function_gets_optional_settings_too" {
  command = plan

  variables {
    model_fallbacks = ["us.amazon.nova-2-lite-v1:0", "amazon.nova-lite-v1:0"]
    model_allowed   = ["us.amazon.nova-2-lite-v1:0"]
    bedrock_region  = "us-west-2"
    guardrail       = { id = "gr1", version = "2" }
    model_overrides = [{ id = "a1", sampling = "none", thinking = "low", max_tokens = 4096, input_price = 1.1, output_price = 5.5 }, { id = "b2" }]
  }

  assert {
    condition = { for name, value in one(aws_lambda_function.this.environment).variables : name => value if !contains([
      "CODEGEN_BUCKET", "CODEGEN_GATEWAY_LIMIT", "CODEGEN_IDEMPOTENCY_RETENTION", "CODEGEN_JOBS_MAX_AGE",
      "CODEGEN_MODEL_CONTINUATIONS", "CODEGEN_MODEL_ID", "CODEGEN_MODEL_MAX_TOKENS",
      ], name) } == {
      CODEGEN_BEDROCK_REGION                  = "us-west-2"
      CODEGEN_GUARDRAIL_ID                    = "gr1"
      CODEGEN_GUARDRAIL_VERSION               = "2"
      CODEGEN_MODEL_ALLOWED                   = "us.amazon.nova-2-lite-v1:0"
      CODEGEN_MODEL_FALLBACKS                 = "us.amazon.nova-2-lite-v1:0,amazon.nova-lite-v1:0"
      CODEGEN_MODEL_OVERRIDES_0__ID           = "a1"
      CODEGEN_MODEL_OVERRIDES_0__SAMPLING     = "none"
      CODEGEN_MODEL_OVERRIDES_0__THINKING     = "low"
      CODEGEN_MODEL_OVERRIDES_0__MAX_TOKENS   = "4096"
      CODEGEN_MODEL_OVERRIDES_0__INPUT_PRICE  = "1.1"
      CODEGEN_MODEL_OVERRIDES_0__OUTPUT_PRICE = "5.5"
      CODEGEN_MODEL_OVERRIDES_1__ID           = "b2"
    }
    error_message = "Optional settings are not handed on as they are."
  }
}

run "jobs_are_given_up_when_the_program_gives_them_up" {
  command = plan

  variables {
    job_max_age_seconds = 900
    job_retries         = 0
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.live.maximum_event_age_in_seconds == 900 && one(aws_lambda_function.this.environment).variables["CODEGEN_JOBS_MAX_AGE"] == "900s"
    error_message = "Lambda and the program must wait equally long."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.live.maximum_retry_attempts == 0 && aws_lambda_function_event_invoke_config.live.qualifier == "live"
    error_message = "Retries must be those of the variable, at the alias."
  }
}

run "iam_is_the_default_of_every_door" {
  command = plan

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.this : route.authorization_type == "AWS_IAM"])
    error_message = "Every route must ask for a signature."
  }
  assert {
    condition     = length(aws_lambda_function_url.live) == 0
    error_message = "A Function URL must be asked for."
  }
  assert {
    condition     = length(aws_apigatewayv2_api.this.cors_configuration) == 0
    error_message = "No web page may call unasked."
  }
}

run "routes_are_explicit" {
  command = plan

  assert {
    condition = toset(keys(aws_apigatewayv2_route.this)) == toset([
      "POST /code-generation",
      "GET /code-generation",
      "HEAD /code-generation",
      "GET /code-generation/languages",
      "HEAD /code-generation/languages",
      "GET /code-generation/models",
      "HEAD /code-generation/models",
      "GET /code-generation/{id}",
      "HEAD /code-generation/{id}",
      "DELETE /code-generation/{id}",
      "GET /code-generation/{id}/files/{name+}",
      "HEAD /code-generation/{id}/files/{name+}",
    ])
    error_message = "The API has other routes than the program."
  }
  assert {
    condition = { for settings in aws_apigatewayv2_stage.this.route_settings : settings.route_key => "${settings.throttling_rate_limit}/${settings.throttling_burst_limit}" } == {
      for route in keys(aws_apigatewayv2_route.this) : route => route == "POST /code-generation" ? "5/10" : "50/100"
    }
    error_message = "Every route must be throttled."
  }
  assert {
    condition     = length(aws_apigatewayv2_stage.this.access_log_settings) == 1
    error_message = "Calls must be logged."
  }
}

run "doors_open_as_told" {
  command = plan

  variables {
    authorization = "jwt"
    jwt           = { issuer = "https://issuer.example", audience = ["code"] }
    function_url  = true
    cors          = { origins = ["https://app.example"] }
    domain        = { name = "code.example.com", certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1", zone_id = "Z1" }
  }

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.this : route.authorization_type == "JWT"])
    error_message = "Every route must ask for a token."
  }
  assert {
    condition     = one(aws_apigatewayv2_authorizer.jwt["jwt"].jwt_configuration).audience == toset(["code"])
    error_message = "The token's audience must be asked for."
  }
  assert {
    condition     = aws_lambda_function_url.live["live"].authorization_type == "AWS_IAM"
    error_message = "A Function URL must always ask for a signature."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["url-server-errors"].threshold == 5
    error_message = "The Function URL must be watched."
  }
  assert {
    condition     = one(aws_apigatewayv2_api.this.cors_configuration).allow_origins == toset(["https://app.example"])
    error_message = "The page's origin must be allowed."
  }
  assert {
    condition     = aws_apigatewayv2_api.this.disable_execute_api_endpoint && output.url == "https://code.example.com/code-generation" && length(aws_route53_record.this) == 1
    error_message = "The API must answer at its own domain only."
  }
}

run "an_open_door_opens_where_it_is_confirmed" {
  command = plan

  variables {
    authorization    = "none"
    open_to_everyone = true
  }

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.this : route.authorization_type == "NONE"])
    error_message = "The door is not open."
  }
}

run "alarms_and_budget_have_their_defaults" {
  command = plan

  variables {
    monthly_budget_usd = 20
    alarm_emails       = ["operators@example.com"]
  }

  assert {
    condition = { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.threshold } == {
      errors = 1, throttles = 5, duration = 810000, latency = 25200, server-errors = 5, jobs-failed = 1, jobs-dropped = 1, jobs-undelivered = 1
    }
    error_message = "Alarms have other thresholds."
  }
  assert {
    condition     = aws_budgets_budget.monthly["monthly"].limit_amount == "20"
    error_message = "The budget must be that of the variable."
  }
  assert {
    condition     = aws_sns_topic_subscription.alarms["operators@example.com"].protocol == "email"
    error_message = "Alarms must reach the operators."
  }
}

run "there_is_no_budget_of_nothing" {
  command = plan

  assert {
    condition     = length(aws_budgets_budget.monthly) == 0
    error_message = "0 means no budget."
  }
}
