# An environment with only its name and region set is closed, encrypted and limited.

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
    error_message = "The bucket's name must contain project, environment, account and region."
  }
  assert {
    condition = alltrue([for name in [
      aws_lambda_function.this.function_name, aws_apigatewayv2_api.this.name, aws_cloudwatch_dashboard.this.dashboard_name,
    ] : name == "code-generation-dev"])
    error_message = "Names must consist of project and environment."
  }
  assert {
    condition     = local.tags == { Project = "code-generation", Environment = "dev", Deployment = "code-generation-dev" }
    error_message = "All resources must have the tags Project, Environment and Deployment."
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
    error_message = "The owner of the bucket must own its objects."
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
    error_message = "By default, a bucket that is not empty must not be destroyed."
  }
}

run "the_bucket_removes_old_claims_but_keeps_generations" {
  command = plan

  assert {
    condition     = { for rule in aws_s3_bucket_lifecycle_configuration.generations.rule : rule.id => one(rule.filter).prefix } == { expire-idempotency = "idempotency/", tidy-up = "" }
    error_message = "Only claims may expire, and there must be a rule for old versions and incomplete uploads."
  }
  assert {
    condition     = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.generations.rule : one(rule.expiration).days == 2 if rule.id == "expire-idempotency"])
    error_message = "Claims must be removed after two days."
  }
  assert {
    condition = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.generations.rule :
      one(rule.noncurrent_version_expiration).noncurrent_days == 7 && one(rule.abort_incomplete_multipart_upload).days_after_initiation == 1 if rule.id == "tidy-up"
    ])
    error_message = "Old versions must be removed after a week, incomplete uploads after a day."
  }
}

run "generations_expire_if_configured" {
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

run "a_kms_key_encrypts_if_configured" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.generations.rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
    error_message = "The key must encrypt the objects in the bucket."
  }
}

run "the_function_is_limited_and_logs" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.reserved_concurrent_executions == 10
    error_message = "Concurrency must be limited."
  }
  assert {
    condition     = one(aws_lambda_function.this.logging_config).log_format == "JSON" && one(aws_lambda_function.this.logging_config).log_group == "/aws/lambda/code-generation-dev"
    error_message = "Logs must be JSON, in the function's own group."
  }
  assert {
    condition     = aws_cloudwatch_log_group.function.retention_in_days == 30 && aws_cloudwatch_log_group.api.retention_in_days == 30
    error_message = "Logs must expire after 30 days."
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

run "the_function_gets_its_settings" {
  command = plan

  assert {
    condition = one(aws_lambda_function.this.environment).variables == tomap({
      CODEGEN_BUCKET                   = "code-generation-dev-123456789012-us-east-1"
      CODEGEN_FUNCTION_URL_INVOKE_MODE = "response-stream"
      CODEGEN_GATEWAY_LIMIT            = "28s"
      CODEGEN_IDEMPOTENCY_RETENTION    = "24h"
      CODEGEN_JOBS_MAX_AGE             = "600s"
      CODEGEN_MODEL_CONTINUATIONS      = "1"
      CODEGEN_MODEL_ID                 = "us.anthropic.claude-haiku-5-5"
      CODEGEN_MODEL_MAX_TOKENS         = "8192"
    })
    error_message = "Exactly these variables must be set."
  }
}

run "the_function_gets_optional_settings_too" {
  command = plan

  variables {
    model_fallbacks = ["us.amazon.nova-2-lite-v1:0", "amazon.nova-lite-v1:0"]
    model_allowed   = ["us.amazon.nova-2-lite-v1:0"]
    bedrock_region  = "us-west-2"
    guardrail       = { id = "gr1", version = "2" }
    model_overrides = [{ id = "a1", sampling = "none", thinking = "low", max_tokens = 4096, input_price = 1.1, output_price = 5.5, cache_read_price = 0.1, cache_write_price = 1.4, streaming = false }, { id = "b2" }]
  }

  assert {
    condition = { for name, value in one(aws_lambda_function.this.environment).variables : name => value if !contains([
      "CODEGEN_BUCKET", "CODEGEN_FUNCTION_URL_INVOKE_MODE", "CODEGEN_GATEWAY_LIMIT", "CODEGEN_IDEMPOTENCY_RETENTION", "CODEGEN_JOBS_MAX_AGE",
      "CODEGEN_MODEL_CONTINUATIONS", "CODEGEN_MODEL_ID", "CODEGEN_MODEL_MAX_TOKENS",
      ], name) } == {
      CODEGEN_BEDROCK_REGION                       = "us-west-2"
      CODEGEN_GUARDRAIL_ID                         = "gr1"
      CODEGEN_GUARDRAIL_VERSION                    = "2"
      CODEGEN_MODEL_ALLOWED                        = "us.amazon.nova-2-lite-v1:0"
      CODEGEN_MODEL_FALLBACKS                      = "us.amazon.nova-2-lite-v1:0,amazon.nova-lite-v1:0"
      CODEGEN_MODEL_OVERRIDES_0__ID                = "a1"
      CODEGEN_MODEL_OVERRIDES_0__SAMPLING          = "none"
      CODEGEN_MODEL_OVERRIDES_0__THINKING          = "low"
      CODEGEN_MODEL_OVERRIDES_0__MAX_TOKENS        = "4096"
      CODEGEN_MODEL_OVERRIDES_0__INPUT_PRICE       = "1.1"
      CODEGEN_MODEL_OVERRIDES_0__OUTPUT_PRICE      = "5.5"
      CODEGEN_MODEL_OVERRIDES_0__CACHE_READ_PRICE  = "0.1"
      CODEGEN_MODEL_OVERRIDES_0__CACHE_WRITE_PRICE = "1.4"
      CODEGEN_MODEL_OVERRIDES_0__STREAMING         = "false"
      CODEGEN_MODEL_OVERRIDES_1__ID                = "b2"
    }
    error_message = "Optional settings must reach the function unchanged."
  }
}

run "lambda_drops_a_job_when_the_program_reports_it_as_lost" {
  command = plan

  variables {
    job_max_age_seconds = 900
    job_retries         = 0
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.live.maximum_event_age_in_seconds == 900 && one(aws_lambda_function.this.environment).variables["CODEGEN_JOBS_MAX_AGE"] == "900s"
    error_message = "Lambda and the program must wait for the same time."
  }
  assert {
    condition     = aws_lambda_function_event_invoke_config.live.maximum_retry_attempts == 0 && aws_lambda_function_event_invoke_config.live.qualifier == "live"
    error_message = "The alias must have the configured number of retries."
  }
}

run "callers_must_sign_by_default" {
  command = plan

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.this : route.authorization_type == "AWS_IAM"])
    error_message = "Every route must require a signature."
  }
  assert {
    condition     = length(aws_lambda_function_url.live) == 0
    error_message = "By default, there must be no Function URL."
  }
  assert {
    condition     = length(aws_apigatewayv2_api.this.cors_configuration) == 0
    error_message = "By default, CORS must be off."
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
      "GET /code-generation/{id}/archive",
      "HEAD /code-generation/{id}/archive",
    ])
    error_message = "The API must have exactly the routes of the program."
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

run "access_is_configurable" {
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
    error_message = "Every route must require a token."
  }
  assert {
    condition     = one(aws_apigatewayv2_authorizer.jwt["jwt"].jwt_configuration).audience == toset(["code"])
    error_message = "The authorizer must check the audience."
  }
  assert {
    condition     = aws_lambda_function_url.live["live"].authorization_type == "AWS_IAM"
    error_message = "A Function URL must always require a signature."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["url-server-errors"].threshold == 5
    error_message = "An alarm must watch the Function URL."
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

run "open_access_is_possible_with_confirmation" {
  command = plan

  variables {
    authorization    = "none"
    open_to_everyone = true
  }

  assert {
    condition     = alltrue([for route in aws_apigatewayv2_route.this : route.authorization_type == "NONE"])
    error_message = "No route may require a signature."
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
    error_message = "The alarms must have these thresholds."
  }
  assert {
    condition     = aws_budgets_budget.monthly["monthly"].limit_amount == "20"
    error_message = "The budget must have the configured limit."
  }
  assert {
    condition     = aws_sns_topic_subscription.alarms["operators@example.com"].protocol == "email"
    error_message = "Alarms must reach the operators."
  }
}

run "there_is_no_budget_by_default" {
  command = plan

  assert {
    condition     = length(aws_budgets_budget.monthly) == 0
    error_message = "0 means no budget."
  }
}
