# Each run sets a variable to an invalid value. The comment before it is the beginning of the expected message.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
}

variables {
  environment = "dev"
  region      = "us-east-1"
  package     = "tests/package/function.zip"
}

# project must have 3 to 22 lower-case letters
run "refuses_a_short_project" {
  command = plan

  variables {
    project = "ab"
  }

  expect_failures = [var.project]
}

# project must have 3 to 22 lower-case letters
run "refuses_a_project_with_capital_letters" {
  command = plan

  variables {
    project = "Code-Generation"
  }

  expect_failures = [var.project]
}

# environment must have lower-case letters and digits
run "refuses_an_environment_with_capital_letters" {
  command = plan

  variables {
    environment = "Dev"
  }

  expect_failures = [var.environment]
}

# region must be the name of an AWS region
run "refuses_an_invalid_region" {
  command = plan

  variables {
    region = "Frankfurt"
  }

  expect_failures = [var.region]
}

# allowed_account_ids must contain account ids
run "refuses_an_invalid_account_id" {
  command = plan

  variables {
    allowed_account_ids = ["1234"]
  }

  expect_failures = [var.allowed_account_ids]
}

# tags must not contain Project, Environment or Deployment
run "refuses_a_tag_that_is_already_set" {
  command = plan

  variables {
    tags = { Environment = "other" }
  }

  expect_failures = [var.tags]
}

# kms_key_arn must be the ARN of a key
run "refuses_the_alias_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:alias/code"
  }

  expect_failures = [var.kms_key_arn]
}

# expire_generations_after_days must be a whole number
run "refuses_half_a_day" {
  command = plan

  variables {
    expire_generations_after_days = 0.5
  }

  expect_failures = [var.expire_generations_after_days]
}

# noncurrent_version_days must be a whole number of days, at least 1.
run "refuses_zero_days_for_old_versions" {
  command = plan

  variables {
    noncurrent_version_days = 0
  }

  expect_failures = [var.noncurrent_version_days]
}

# force_destroy must be false in production
run "refuses_force_destroy_in_prod" {
  command = plan

  variables {
    environment   = "prod"
    force_destroy = true
  }

  expect_failures = [var.force_destroy]
}

# package must be the path of a .zip file.
run "refuses_a_package_that_is_not_a_zip" {
  command = plan

  variables {
    package = "../target/code-generation-runner"
  }

  expect_failures = [var.package]
}

# architecture must be arm64 or x86_64.
run "refuses_an_unknown_architecture" {
  command = plan

  variables {
    architecture = "aarch64"
  }

  expect_failures = [var.architecture]
}

# memory_megabytes must be a whole number from 128 to 10240.
run "refuses_too_little_memory" {
  command = plan

  variables {
    memory_megabytes = 64
  }

  expect_failures = [var.memory_megabytes]
}

# timeout_seconds must be a whole number from 30 to 900.
run "refuses_too_long_a_timeout" {
  command = plan

  variables {
    timeout_seconds = 901
  }

  expect_failures = [var.timeout_seconds]
}

# reserved_concurrency must be a whole number of at least 1, or -1
run "refuses_zero_concurrency" {
  command = plan

  variables {
    reserved_concurrency = 0
  }

  expect_failures = [var.reserved_concurrency]
}

# reserved_concurrency must not be -1 in production
run "refuses_unlimited_concurrency_in_prod" {
  command = plan

  variables {
    environment          = "prod"
    reserved_concurrency = -1
  }

  expect_failures = [var.reserved_concurrency]
}

# provisioned_concurrency must be a whole number, or 0 for none.
run "refuses_half_a_warm_instance" {
  command = plan

  variables {
    provisioned_concurrency = 0.5
  }

  expect_failures = [var.provisioned_concurrency]
}

# provisioned_concurrency must not exceed half of reserved_concurrency
run "refuses_more_warm_instances_than_an_update_can_double" {
  command = plan

  variables {
    provisioned_concurrency = 3
    reserved_concurrency    = 5
  }

  expect_failures = [var.provisioned_concurrency]
}

# log_retention_days must be 1, 3, 5, 7, 14, 30
run "refuses_a_retention_that_cloudwatch_does_not_allow" {
  command = plan

  variables {
    log_retention_days = 31
  }

  expect_failures = [var.log_retention_days]
}

# permissions_boundary_arn must be the ARN of a policy
run "refuses_a_boundary_that_is_not_a_policy" {
  command = plan

  variables {
    permissions_boundary_arn = "developers"
  }

  expect_failures = [var.permissions_boundary_arn]
}

# job_max_age_seconds must be a whole number from 60 to 21600.
run "refuses_too_short_a_job_age" {
  command = plan

  variables {
    job_max_age_seconds = 59
  }

  expect_failures = [var.job_max_age_seconds]
}

# job_retries must be 0, 1 or 2.
run "refuses_three_retries" {
  command = plan

  variables {
    job_retries = 3
  }

  expect_failures = [var.job_retries]
}

# stable_version must be the number of a published version
run "refuses_latest_as_stable_version" {
  command = plan

  variables {
    stable_version = "$LATEST"
  }

  expect_failures = [var.stable_version]
}

# canary_weight must be at least 0 and less than 1.
run "refuses_a_canary_of_all_calls" {
  command = plan

  variables {
    canary_weight  = 1
    stable_version = "1"
  }

  expect_failures = [var.canary_weight]
}

# canary_weight requires stable_version
run "refuses_a_canary_without_a_stable_version" {
  command = plan

  variables {
    canary_weight = 0.1
  }

  expect_failures = [var.canary_weight]
}

# model_id must be a model id, an inference profile id or an ARN.
run "refuses_an_empty_model" {
  command = plan

  variables {
    model_id = ""
  }

  expect_failures = [var.model_id]
}

# model_id must be a model id, an inference profile id or an ARN.
run "refuses_a_wildcard_model" {
  command = plan

  variables {
    model_id = "*"
  }

  expect_failures = [var.model_id]
}

# model_fallbacks must be model ids
run "refuses_a_wildcard_fallback" {
  command = plan

  variables {
    model_fallbacks = ["anthropic.*"]
  }

  expect_failures = [var.model_fallbacks]
}

# model_allowed must be model ids
run "refuses_a_wildcard_among_allowed_models" {
  command = plan

  variables {
    model_allowed = ["*"]
  }

  expect_failures = [var.model_allowed]
}

# underlying_models must be model ids
run "refuses_an_underlying_model_with_a_geography" {
  command = plan

  variables {
    underlying_models = ["us.anthropic.claude-haiku-5-5"]
  }

  expect_failures = [var.underlying_models]
}

# underlying_models must name the models behind the application inference profiles.
run "refuses_an_application_profile_without_its_model" {
  command = plan

  variables {
    model_id = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6"
  }

  expect_failures = [var.underlying_models]
}

# model_max_tokens must be a whole number of at least 256.
run "refuses_too_few_tokens" {
  command = plan

  variables {
    model_max_tokens = 255
  }

  expect_failures = [var.model_max_tokens]
}

# model_continuations must be a whole number, or 0.
run "refuses_negative_continuations" {
  command = plan

  variables {
    model_continuations = -1
  }

  expect_failures = [var.model_continuations]
}

# model_overrides: each override must have an id, and no two the same.
run "refuses_two_overrides_of_one_model" {
  command = plan

  variables {
    model_overrides = [{ id = "m" }, { id = " m" }]
  }

  expect_failures = [var.model_overrides]
}

# model_overrides: prices must be 0 or more.
run "refuses_a_negative_price" {
  command = plan

  variables {
    model_overrides = [{ id = "m", input_price = -1, output_price = 5.5 }]
  }

  expect_failures = [var.model_overrides]
}

# model_overrides: sampling must be both, temperature or none.
run "refuses_an_unknown_sampling" {
  command = plan

  variables {
    model_overrides = [{ id = "m", sampling = "greedy" }]
  }

  expect_failures = [var.model_overrides]
}

# model_overrides: thinking must be off, low or default.
run "refuses_an_unknown_thinking" {
  command = plan

  variables {
    model_overrides = [{ id = "m", thinking = "high" }]
  }

  expect_failures = [var.model_overrides]
}

# model_overrides: max_tokens must be a whole number of at least 1.
run "refuses_zero_tokens_for_a_model" {
  command = plan

  variables {
    model_overrides = [{ id = "m", max_tokens = 0 }]
  }

  expect_failures = [var.model_overrides]
}

# model_overrides: input_price and output_price must be given together.
run "refuses_a_single_price" {
  command = plan

  variables {
    model_overrides = [{ id = "m", input_price = 1.1 }]
  }

  expect_failures = [var.model_overrides]
}

# model_overrides: cache_read_price and cache_write_price require input_price and output_price.
run "refuses_a_cache_price_without_the_other_prices" {
  command = plan

  variables {
    model_overrides = [{ id = "m", cache_read_price = 0.1 }]
  }

  expect_failures = [var.model_overrides]
}

# bedrock_region must be the name of an AWS region, or empty.
run "refuses_an_invalid_bedrock_region" {
  command = plan

  variables {
    bedrock_region = "us"
  }

  expect_failures = [var.bedrock_region]
}

# guardrail: id must be the id or the ARN of a guardrail
run "refuses_a_wildcard_guardrail" {
  command = plan

  variables {
    guardrail = { id = "*" }
  }

  expect_failures = [var.guardrail]
}

# guardrail: version must be a number or DRAFT.
run "refuses_an_invalid_guardrail_version" {
  command = plan

  variables {
    guardrail = { id = "gr1", version = "latest" }
  }

  expect_failures = [var.guardrail]
}

# gateway_limit_seconds must be a whole number from 1 to 29.
run "refuses_a_limit_beyond_that_of_the_gateway" {
  command = plan

  variables {
    gateway_limit_seconds = 30
  }

  expect_failures = [var.gateway_limit_seconds]
}

# idempotency_retention_hours must be a whole number from 1 to 48.
run "refuses_too_long_a_retention_of_answers" {
  command = plan

  variables {
    idempotency_retention_hours = 49
  }

  expect_failures = [var.idempotency_retention_hours]
}

# authorization must be iam, jwt, lambda or none.
run "refuses_an_unknown_authorization" {
  command = plan

  variables {
    authorization = "api-key"
  }

  expect_failures = [var.authorization]
}

# authorization none lets everyone generate code
run "refuses_open_access_without_confirmation" {
  command = plan

  variables {
    authorization = "none"
  }

  expect_failures = [var.authorization]
}

# authorization must not be none in production.
run "refuses_open_access_in_prod" {
  command = plan

  variables {
    authorization = "none"
    environment   = "prod"
  }

  expect_failures = [var.authorization]
}

# open_to_everyone must be false in production.
run "refuses_confirmed_open_access_in_prod" {
  command = plan

  variables {
    environment      = "prod"
    open_to_everyone = true
  }

  expect_failures = [var.open_to_everyone]
}

# jwt: issuer must be a URL
run "refuses_jwt_without_an_issuer" {
  command = plan

  variables {
    authorization = "jwt"
    jwt           = { audience = ["code"] }
  }

  expect_failures = [var.jwt]
}

# jwt: audience must not be empty
run "refuses_jwt_without_an_audience" {
  command = plan

  variables {
    authorization = "jwt"
    jwt           = { issuer = "https://issuer.example" }
  }

  expect_failures = [var.jwt]
}

# throttling: rate must be more than 0
run "refuses_a_rate_of_zero" {
  command = plan

  variables {
    throttling = { generate = { rate = 0, burst = 1 } }
  }

  expect_failures = [var.throttling]
}

# cors: origins must be * or look like
run "refuses_an_origin_with_a_path" {
  command = plan

  variables {
    cors = { origins = ["https://example.com/app"] }
  }

  expect_failures = [var.cors]
}

# cors: origins must not contain * in production.
run "refuses_a_wildcard_origin_in_prod" {
  command = plan

  variables {
    cors        = { origins = ["*"] }
    environment = "prod"
  }

  expect_failures = [var.cors]
}

# cors: max_age_seconds must be from 0 to 86400.
run "refuses_too_long_a_cors_cache" {
  command = plan

  variables {
    cors = { max_age_seconds = 86401 }
  }

  expect_failures = [var.cors]
}

# domain: name and certificate_arn must be given together.
run "refuses_a_domain_without_a_certificate" {
  command = plan

  variables {
    domain = { name = "code.example.com" }
  }

  expect_failures = [var.domain]
}

# domain: certificate_arn must be the ARN of an ACM certificate in this region.
run "refuses_a_certificate_of_another_region" {
  command = plan

  variables {
    domain = { name = "code.example.com", certificate_arn = "arn:aws:acm:us-west-2:123456789012:certificate/1" }
  }

  expect_failures = [var.domain]
}

# domain: zone_id requires name.
run "refuses_a_zone_without_a_domain" {
  command = plan

  variables {
    domain = { zone_id = "Z1" }
  }

  expect_failures = [var.domain]
}

# function_url_invoke_mode must be response-stream or buffered.
run "refuses_an_unknown_invoke_mode" {
  command = plan

  variables {
    function_url_invoke_mode = "BUFFERED"
  }

  expect_failures = [var.function_url_invoke_mode]
}

# alarm_emails must be e-mail addresses.
run "refuses_an_invalid_e_mail_address" {
  command = plan

  variables {
    alarm_emails = ["operators"]
  }

  expect_failures = [var.alarm_emails]
}

# alarm_thresholds: errors, throttles, async_failures, server_errors and canary_server_errors must be at least 1.
run "refuses_an_alarm_at_zero_errors" {
  command = plan

  variables {
    alarm_thresholds = { errors = 0 }
  }

  expect_failures = [var.alarm_thresholds]
}

# alarm_thresholds: errors, throttles, async_failures, server_errors and canary_server_errors must be at least 1.
run "refuses_an_alarm_at_zero_throttles" {
  command = plan

  variables {
    alarm_thresholds = { throttles = 0 }
  }

  expect_failures = [var.alarm_thresholds]
}

# alarm_thresholds: errors, throttles, async_failures, server_errors and canary_server_errors must be at least 1.
run "refuses_an_alarm_at_zero_async_failures" {
  command = plan

  variables {
    alarm_thresholds = { async_failures = 0 }
  }

  expect_failures = [var.alarm_thresholds]
}

# alarm_thresholds: errors, throttles, async_failures, server_errors and canary_server_errors must be at least 1.
run "refuses_an_alarm_at_zero_server_errors" {
  command = plan

  variables {
    alarm_thresholds = { server_errors = 0 }
  }

  expect_failures = [var.alarm_thresholds]
}

# alarm_thresholds: errors, throttles, async_failures, server_errors and canary_server_errors must be at least 1.
run "refuses_an_alarm_at_zero_canary_server_errors" {
  command = plan

  variables {
    alarm_thresholds = { canary_server_errors = 0 }
  }

  expect_failures = [var.alarm_thresholds]
}

# alarm_thresholds: duration_share and latency_share must be more than 0 and at most 1.
run "refuses_a_duration_share_above_one" {
  command = plan

  variables {
    alarm_thresholds = { duration_share = 1.5 }
  }

  expect_failures = [var.alarm_thresholds]
}

# alarm_thresholds: duration_share and latency_share must be more than 0 and at most 1.
run "refuses_a_latency_share_above_one" {
  command = plan

  variables {
    alarm_thresholds = { latency_share = 1.5 }
  }

  expect_failures = [var.alarm_thresholds]
}

# monthly_budget_usd must be 0 or more.
run "refuses_a_negative_budget" {
  command = plan

  variables {
    monthly_budget_usd = -1
  }

  expect_failures = [var.monthly_budget_usd]
}

# environment must have lower-case letters and digits
run "refuses_an_environment_with_two_hyphens" {
  command = plan

  variables {
    environment = "review--42"
  }

  expect_failures = [var.environment]
}

# environment is too long
run "refuses_an_environment_whose_bucket_name_would_be_too_long" {
  command = plan

  variables {
    environment = "a-name-of-twenty-five-chars"
  }

  expect_failures = [var.environment]
}

# force_destroy must be false in production
run "refuses_force_destroy_in_an_environment_that_begins_with_prod" {
  command = plan

  variables {
    environment   = "prod-eu"
    force_destroy = true
  }

  expect_failures = [var.force_destroy]
}

# force_destroy must be false in production
run "refuses_force_destroy_in_a_protected_environment" {
  command = plan

  variables {
    environment   = "live"
    force_destroy = true
    production    = true
  }

  expect_failures = [var.force_destroy]
}

# tags must not contain Project, Environment or Deployment
run "refuses_the_tag_of_the_budget" {
  command = plan

  variables {
    tags = { Deployment = "other" }
  }

  expect_failures = [var.tags]
}

# kms_key_arn must be the ARN of a key in region
run "refuses_a_key_of_another_region" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  expect_failures = [var.kms_key_arn]
}

# kms_key_arns must be ARNs of keys
run "refuses_a_key_of_another_region_for_the_logs" {
  command = plan

  variables {
    kms_key_arns = { logs = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  expect_failures = [var.kms_key_arns]
}

# kms_key_arns must be ARNs of keys
run "refuses_a_key_of_another_region_for_the_topic" {
  command = plan

  variables {
    kms_key_arns = { topic = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  expect_failures = [var.kms_key_arns]
}

# kms_key_arns must be ARNs of keys
run "refuses_a_key_of_another_region_for_the_queue" {
  command = plan

  variables {
    kms_key_arns = { queue = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555" }
  }

  expect_failures = [var.kms_key_arns]
}

# extra_environment: names must begin with a letter
run "refuses_an_environment_variable_with_a_dot" {
  command = plan

  variables {
    extra_environment = { "codegen.model.id" = "m" }
  }

  expect_failures = [var.extra_environment]
}

# extra_environment must not contain a setting that has a variable
run "refuses_an_extra_setting_that_has_a_variable" {
  command = plan

  variables {
    extra_environment = { CODEGEN_MODEL_ID = "m" }
  }

  expect_failures = [var.extra_environment]
}

# extra_environment must not contain a setting that has a variable
run "refuses_an_extra_setting_in_small_letters_that_has_a_variable" {
  command = plan

  variables {
    extra_environment = { codegen_gateway_limit = "29s" }
  }

  expect_failures = [var.extra_environment]
}

# extra_environment must not contain a setting that has a variable
run "refuses_an_extra_override_of_a_model" {
  command = plan

  variables {
    extra_environment = { CODEGEN_MODEL_OVERRIDES_0__ID = "m" }
  }

  expect_failures = [var.extra_environment]
}

# extra_environment must not contain a name that Lambda reserves
run "refuses_an_extra_setting_that_lambda_reserves" {
  command = plan

  variables {
    extra_environment = { AWS_REGION = "us-west-2" }
  }

  expect_failures = [var.extra_environment]
}

# extra_environment must not contain a name that Lambda reserves
run "refuses_an_extra_setting_with_a_prefix_that_lambda_reserves" {
  command = plan

  variables {
    extra_environment = { AWS_LAMBDA_LOG_LEVEL = "DEBUG" }
  }

  expect_failures = [var.extra_environment]
}

# model_permitted must be model ids
run "refuses_a_wildcard_among_permitted_models" {
  command = plan

  variables {
    model_permitted = ["*"]
  }

  expect_failures = [var.model_permitted]
}

# underlying_models must name the models behind the application inference profiles.
run "refuses_a_permitted_application_profile_without_its_model" {
  command = plan

  variables {
    model_permitted = ["arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6"]
  }

  expect_failures = [var.underlying_models]
}

# application_profiles requires that Bedrock is called in region
run "refuses_application_profiles_in_another_region" {
  command = plan

  variables {
    application_profiles = true
    bedrock_region       = "us-west-2"
  }

  expect_failures = [var.application_profiles]
}

# bedrock_region (if empty: region) is wrong for us.anthropic.claude-haiku-5-5. In eu-central-1, use
run "refuses_a_region_outside_the_geography_of_the_model" {
  command = plan

  variables {
    region = "eu-central-1"
  }

  expect_failures = [var.bedrock_region]
}

# bedrock_region (if empty: region) is wrong for us.anthropic.claude-haiku-5-5. In eu-central-1, use
run "refuses_a_bedrock_region_outside_the_geography_of_the_model" {
  command = plan

  variables {
    bedrock_region = "eu-central-1"
  }

  expect_failures = [var.bedrock_region]
}

# bedrock_region (if empty: region) is wrong for eu.amazon.nova-2-lite-v1:0. In us-east-1, use
run "refuses_a_fallback_of_another_geography" {
  command = plan

  variables {
    model_fallbacks = ["eu.amazon.nova-2-lite-v1:0"]
  }

  expect_failures = [var.bedrock_region]
}

# bedrock_region (if empty: region) is wrong for eu.amazon.nova-2-lite-v1:0. In us-east-1, use
run "refuses_an_allowed_model_of_another_geography" {
  command = plan

  variables {
    model_allowed = ["eu.amazon.nova-2-lite-v1:0"]
  }

  expect_failures = [var.bedrock_region]
}

# bedrock_region (if empty: region) is wrong for eu.amazon.nova-2-lite-v1:0. In us-east-1, use
run "refuses_a_permitted_model_of_another_geography" {
  command = plan

  variables {
    model_permitted = ["eu.amazon.nova-2-lite-v1:0"]
  }

  expect_failures = [var.bedrock_region]
}

# bedrock_region (if empty: region) is wrong for arn:aws:bedrock:us-west-2
run "refuses_a_model_by_the_arn_of_another_region" {
  command = plan

  variables {
    model_id = "arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.anthropic.claude-haiku-5-5"
  }

  expect_failures = [var.bedrock_region]
}

# guardrail: profile must look like us.guardrail.v1:0
run "refuses_a_wildcard_guardrail_profile" {
  command = plan

  variables {
    guardrail = { id = "gr1", profile = "us.*" }
  }

  expect_failures = [var.guardrail]
}

# guardrail: profile requires id.
run "refuses_a_guardrail_profile_without_a_guardrail" {
  command = plan

  variables {
    guardrail = { profile = "us.guardrail.v1:0" }
  }

  expect_failures = [var.guardrail]
}

# guardrail: profile belongs to another geography than us-east-1.
run "refuses_a_guardrail_profile_of_another_geography" {
  command = plan

  variables {
    guardrail = { id = "gr1", profile = "eu.guardrail.v1:0" }
  }

  expect_failures = [var.guardrail]
}

# guardrail: id must be the ARN of a guardrail in the region
run "refuses_a_guardrail_of_another_region" {
  command = plan

  variables {
    guardrail = { id = "arn:aws:bedrock:us-west-2:123456789012:guardrail/gr1" }
  }

  expect_failures = [var.guardrail]
}

# lambda_authorizer: function_arn must be the ARN of a function
run "refuses_a_lambda_authorizer_without_a_function" {
  command = plan

  variables {
    authorization     = "lambda"
    lambda_authorizer = { context_key = "user" }
  }

  expect_failures = [var.lambda_authorizer]
}

# lambda_authorizer: function_arn must be the ARN of a function
run "refuses_a_lambda_authorizer_of_another_region" {
  command = plan

  variables {
    authorization     = "lambda"
    lambda_authorizer = { function_arn = "arn:aws:lambda:us-west-2:123456789012:function:authorizer", context_key = "user" }
  }

  expect_failures = [var.lambda_authorizer]
}

# lambda_authorizer: context_key must be the key
run "refuses_a_lambda_authorizer_that_names_nobody" {
  command = plan

  variables {
    authorization     = "lambda"
    lambda_authorizer = { function_arn = "arn:aws:lambda:us-east-1:123456789012:function:authorizer" }
  }

  expect_failures = [var.lambda_authorizer]
}

# lambda_authorizer: identity_sources must look like
run "refuses_an_identity_source_without_a_dollar_sign" {
  command = plan

  variables {
    lambda_authorizer = { identity_sources = ["request.header.Authorization"] }
  }

  expect_failures = [var.lambda_authorizer]
}

# lambda_authorizer: cache_seconds must be a whole number from 0 to 3600.
run "refuses_a_cache_of_more_than_an_hour" {
  command = plan

  variables {
    lambda_authorizer = { cache_seconds = 3601 }
  }

  expect_failures = [var.lambda_authorizer]
}

# lambda_authorizer: cache_seconds requires identity_sources
run "refuses_a_cache_without_identity_sources" {
  command = plan

  variables {
    lambda_authorizer = { cache_seconds = 60, identity_sources = [] }
  }

  expect_failures = [var.lambda_authorizer]
}

# budget_scope must be account or environment.
run "refuses_an_unknown_budget_scope" {
  command = plan

  variables {
    budget_scope = "project"
  }

  expect_failures = [var.budget_scope]
}

# budget_scope environment requires application_profiles.
run "refuses_a_budget_of_the_environment_without_its_models" {
  command = plan

  variables {
    budget_scope = "environment"
  }

  expect_failures = [var.budget_scope]
}
