locals {
  function_arn = "arn:${local.partition}:lambda:${var.region}:${local.account}:function:${local.name}"
  alias        = "live"
  production   = var.production || startswith(var.environment, "prod")
  alias_arn    = "${local.function_arn}:${local.alias}"

  # The build writes this file beside the zip. The preconditions of the function compare it with the zip.
  build_info_file = "${trimsuffix(var.package, ".zip")}.json"
  build_info      = try(jsondecode(file(local.build_info_file)), { version = "", architecture = "", os = "", glibc = null, sha256 = "" })
  is_built        = fileexists(var.package) && fileexists(local.build_info_file)

  # What the runtime provided.al2023 is: Amazon Linux 2023 with glibc 2.34.
  package_os    = try(local.build_info.os, "an unknown operating system")
  package_glibc = try(local.build_info.glibc, null)
  in_container  = "Build it in a container, with ./mvnw package -Dnative -Dquarkus.native.container-build=true, or take it from a release."

  # src/docs/configuration.md describes these settings. A setting that is not here keeps its default.
  environment_variables = merge(
    {
      CODEGEN_BUCKET                   = local.bucket
      CODEGEN_FUNCTION_URL_INVOKE_MODE = var.function_url_invoke_mode
      CODEGEN_GATEWAY_LIMIT            = "${var.gateway_limit_seconds}s"
      CODEGEN_IDEMPOTENCY_RETENTION    = "${var.idempotency_retention_hours}h"
      CODEGEN_JOBS_MAX_AGE             = "${var.job_max_age_seconds}s"
      CODEGEN_MODEL_CONTINUATIONS      = tostring(var.model_continuations)
      CODEGEN_MODEL_ID                 = var.model_id
      CODEGEN_MODEL_MAX_TOKENS         = tostring(var.model_max_tokens)
    },
    length(var.model_fallbacks) == 0 ? {} : { CODEGEN_MODEL_FALLBACKS = join(",", var.model_fallbacks) },
    length(var.model_allowed) == 0 ? {} : { CODEGEN_MODEL_ALLOWED = join(",", var.model_allowed) },
    var.bedrock_region == "" ? {} : { CODEGEN_BEDROCK_REGION = var.bedrock_region },
    var.authorization != "lambda" ? {} : { CODEGEN_CALLER_CONTEXT_KEY = var.lambda_authorizer.context_key },
    var.guardrail.id == "" ? {} : {
      CODEGEN_GUARDRAIL_ID      = var.guardrail.id
      CODEGEN_GUARDRAIL_VERSION = var.guardrail.version
    },
    merge([for index, model in var.model_overrides : {
      for name, value in {
        "CODEGEN_MODEL_OVERRIDES_${index}__ID"                = model.id
        "CODEGEN_MODEL_OVERRIDES_${index}__SAMPLING"          = model.sampling
        "CODEGEN_MODEL_OVERRIDES_${index}__THINKING"          = model.thinking
        "CODEGEN_MODEL_OVERRIDES_${index}__MAX_TOKENS"        = model.max_tokens
        "CODEGEN_MODEL_OVERRIDES_${index}__INPUT_PRICE"       = model.input_price
        "CODEGEN_MODEL_OVERRIDES_${index}__OUTPUT_PRICE"      = model.output_price
        "CODEGEN_MODEL_OVERRIDES_${index}__CACHE_READ_PRICE"  = model.cache_read_price
        "CODEGEN_MODEL_OVERRIDES_${index}__CACHE_WRITE_PRICE" = model.cache_write_price
        "CODEGEN_MODEL_OVERRIDES_${index}__STREAMING"         = model.streaming
      } : name => tostring(value) if value != null
    }]...),
    merge([for index, model in sort(keys(aws_bedrock_inference_profile.this)) : {
      "CODEGEN_BEDROCK_PROFILES_${index}__MODEL" = model
      "CODEGEN_BEDROCK_PROFILES_${index}__ARN"   = aws_bedrock_inference_profile.this[model].arn
    }]...),
    var.extra_environment,
  )

  # Settings that extra_environment must not contain. Those with an index are matched by their prefix.
  settings_with_a_variable = [
    "CODEGEN_BEDROCK_REGION",
    "CODEGEN_BUCKET",
    "CODEGEN_CALLER_CONTEXT_KEY",
    "CODEGEN_FUNCTION_URL_INVOKE_MODE",
    "CODEGEN_GATEWAY_LIMIT",
    "CODEGEN_GUARDRAIL_ID",
    "CODEGEN_GUARDRAIL_VERSION",
    "CODEGEN_IDEMPOTENCY_RETENTION",
    "CODEGEN_JOBS_MAX_AGE",
    "CODEGEN_MODEL_ALLOWED",
    "CODEGEN_MODEL_CONTINUATIONS",
    "CODEGEN_MODEL_FALLBACKS",
    "CODEGEN_MODEL_ID",
    "CODEGEN_MODEL_MAX_TOKENS",
  ]

  # https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
  names_reserved_by_lambda = [
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_REGION", "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
  ]
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arns.logs == "" ? null : var.kms_key_arns.logs
}

resource "aws_lambda_function" "this" {
  function_name = local.name
  description   = "Code Generation ${local.build_info.version}"
  role          = aws_iam_role.function.arn

  runtime          = "provided.al2023"
  handler          = "bootstrap"
  architectures    = [var.architecture]
  filename         = var.package
  source_code_hash = try(filebase64sha256(var.package), "")
  publish          = true

  memory_size                    = var.memory_megabytes
  timeout                        = var.timeout_seconds
  reserved_concurrent_executions = var.reserved_concurrency

  environment {
    variables = local.environment_variables
  }

  logging_config {
    log_format       = "JSON"
    log_group        = aws_cloudwatch_log_group.function.name
    system_log_level = "INFO"
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  # The first calls fail without these permissions.
  depends_on = [aws_iam_role_policy.function, aws_iam_role_policy_attachment.tracing]

  lifecycle {
    precondition {
      condition     = local.is_built
      error_message = "${var.package} or ${local.build_info_file} does not exist. Build both with ./mvnw package -Dnative."
    }
    precondition {
      condition     = !local.is_built || local.build_info.architecture == var.architecture
      error_message = "${var.package} was built for ${local.build_info.architecture}, but architecture is ${var.architecture}. Change architecture, or build the zip on a processor of that architecture."
    }
    precondition {
      condition     = !local.is_built || local.package_os == "linux"
      error_message = "${var.package} was built for ${local.package_os}, but Lambda starts programs for Linux. ${local.in_container}"
    }
    precondition {
      condition     = local.package_glibc == null || try(tonumber(split(".", local.package_glibc)[0]) == 2 && tonumber(split(".", local.package_glibc)[1]) <= 34, false)
      error_message = "${var.package} needs glibc ${coalesce(local.package_glibc, "none")}, but Lambda has glibc 2.34. ${local.in_container}"
    }
    precondition {
      condition     = !local.is_built || local.build_info.sha256 == try(filesha256(var.package), "")
      error_message = "${var.package} does not have the SHA-256 in ${local.build_info_file}. Build or download both again."
    }
    precondition {
      condition     = sum([for name, value in local.environment_variables : length(name) + length(value)]) <= 4096
      error_message = "The function's environment variables are larger than 4 KB, which is Lambda's limit. Shorten extra_environment, or configure fewer models."
    }
  }
}

# The version that callers reach, if it is not the newest.
data "aws_lambda_function" "stable" {
  for_each = toset(var.stable_version == "" ? [] : [var.stable_version])

  function_name = local.name
  qualifier     = each.key
}

locals {
  live_version = var.stable_version == "" ? aws_lambda_function.this.version : var.stable_version

  # A version keeps its variables. Without this variable, the program's default holds.
  live_invoke_mode = var.stable_version == "" ? var.function_url_invoke_mode : try(
    data.aws_lambda_function.stable[var.stable_version].environment[0].variables["CODEGEN_FUNCTION_URL_INVOKE_MODE"],
    "buffered",
  )
}

# Callers use only the alias, and so does the function when it invokes itself for a job.
resource "aws_lambda_alias" "live" {
  name             = local.alias
  description      = "The version that callers reach"
  function_name    = aws_lambda_function.this.function_name
  function_version = local.live_version

  dynamic "routing_config" {
    for_each = var.canary_weight == 0 ? [] : [var.canary_weight]

    content {
      additional_version_weights = { (aws_lambda_function.this.version) = routing_config.value }
    }
  }

  # Callers reach a version only when its instances are warm.
  depends_on = [aws_lambda_provisioned_concurrency_config.live]

  lifecycle {
    precondition {
      condition     = var.canary_weight == 0 || aws_lambda_function.this.version != var.stable_version
      error_message = "Version ${var.stable_version} is the newest, so no other version can get canary_weight."
    }
    precondition {
      condition     = var.stable_version == "" || tonumber(aws_lambda_function.this.version) >= tonumber(coalesce(var.stable_version, "0"))
      error_message = "stable_version ${var.stable_version} has not been published."
    }
    precondition {
      condition     = var.canary_weight == 0 || !var.function_url || local.live_invoke_mode == var.function_url_invoke_mode
      error_message = "Version ${var.stable_version} has the invoke mode ${local.live_invoke_mode}, the new one ${var.function_url_invoke_mode}, and a Function URL has one mode only. Set function_url_invoke_mode to ${local.live_invoke_mode} for the canary, or deploy without a canary."
    }
  }
}

# On the version, not on the alias: Lambda refuses an alias with weights, such as a canary's, and sets weights itself while an
# alias moves. So the new version is warm before callers reach it. If it cannot start, the apply fails, and callers stay.
resource "aws_lambda_provisioned_concurrency_config" "live" {
  for_each = toset(var.provisioned_concurrency == 0 ? [] : [local.alias])

  function_name                     = aws_lambda_function.this.function_name
  qualifier                         = local.live_version
  provisioned_concurrent_executions = var.provisioned_concurrency

  # The old version is warm until the alias has moved.
  lifecycle {
    create_before_destroy = true
  }
}

# For the cost of each model in this environment. The program names the models by their own ids.
resource "aws_bedrock_inference_profile" "this" {
  for_each = var.application_profiles ? local.profile_sources : {}

  name        = "${replace(local.name, "/-+/", "-")}-${substr(sha256(each.key), 0, 8)}"
  description = replace(each.key, "/[^0-9A-Za-z:._-]|[._-]{2,}/", " ")

  model_source {
    copy_from = each.value
  }

  tags = {
    Model = each.key
  }
}

# Jobs

resource "aws_sqs_queue" "failed_jobs" {
  name                      = "${local.name}-failed-jobs"
  message_retention_seconds = 14 * 24 * 60 * 60
  sqs_managed_sse_enabled   = var.kms_key_arns.queue == "" ? true : null
  kms_master_key_id         = var.kms_key_arns.queue == "" ? null : var.kms_key_arns.queue
}

resource "aws_lambda_function_event_invoke_config" "live" {
  function_name = aws_lambda_function.this.function_name
  qualifier     = aws_lambda_alias.live.name

  maximum_retry_attempts       = var.job_retries
  maximum_event_age_in_seconds = var.job_max_age_seconds

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed_jobs.arn
    }
  }
}
