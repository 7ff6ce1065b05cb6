locals {
  function_arn = "arn:${local.partition}:lambda:${var.region}:${local.account}:function:${local.name}"
  alias        = "live"
  alias_arn    = "${local.function_arn}:${local.alias}"

  # What the build says of the zip. Whether it is there, and true, is asked where the function is made.
  facts_file = "${trimsuffix(var.package, ".zip")}.json"
  facts      = try(jsondecode(file(local.facts_file)), { version = "", architecture = "", sha256 = "" })
  built      = fileexists(var.package) && fileexists(local.facts_file)

  # The program's settings, as src/docs/configuration.md lists them. What is not here keeps the program's own default.
  environment_variables = merge(
    {
      CODEGEN_BUCKET                = local.bucket
      CODEGEN_GATEWAY_LIMIT         = "${var.gateway_limit_seconds}s"
      CODEGEN_IDEMPOTENCY_RETENTION = "${var.idempotency_retention_hours}h"
      CODEGEN_JOBS_MAX_AGE          = "${var.job_max_age_seconds}s"
      CODEGEN_MODEL_CONTINUATIONS   = tostring(var.model_continuations)
      CODEGEN_MODEL_ID              = var.model_id
      CODEGEN_MODEL_MAX_TOKENS      = tostring(var.model_max_tokens)
    },
    length(var.model_fallbacks) == 0 ? {} : { CODEGEN_MODEL_FALLBACKS = join(",", var.model_fallbacks) },
    length(var.model_allowed) == 0 ? {} : { CODEGEN_MODEL_ALLOWED = join(",", var.model_allowed) },
    var.bedrock_region == "" ? {} : { CODEGEN_BEDROCK_REGION = var.bedrock_region },
    var.guardrail.id == "" ? {} : {
      CODEGEN_GUARDRAIL_ID      = var.guardrail.id
      CODEGEN_GUARDRAIL_VERSION = var.guardrail.version
    },
    [for index, model in var.model_overrides : {
      for name, value in {
        "CODEGEN_MODEL_OVERRIDES_${index}__ID"           = model.id
        "CODEGEN_MODEL_OVERRIDES_${index}__SAMPLING"     = model.sampling
        "CODEGEN_MODEL_OVERRIDES_${index}__THINKING"     = model.thinking
        "CODEGEN_MODEL_OVERRIDES_${index}__MAX_TOKENS"   = model.max_tokens
        "CODEGEN_MODEL_OVERRIDES_${index}__INPUT_PRICE"  = model.input_price
        "CODEGEN_MODEL_OVERRIDES_${index}__OUTPUT_PRICE" = model.output_price
      } : name => tostring(value) if value != null
    }]...
  )
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "this" {
  function_name = local.name
  description   = "Code Generation ${local.facts.version}"
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

  # Without these the first calls would fail.
  depends_on = [aws_iam_role_policy.function, aws_iam_role_policy_attachment.tracing]

  lifecycle {
    precondition {
      condition     = local.built
      error_message = "There is no ${var.package} with a ${basename(local.facts_file)} beside it. Build them with ./mvnw package -Dnative."
    }
    precondition {
      condition     = !local.built || local.facts.architecture == var.architecture
      error_message = "${var.package} was built for ${local.facts.architecture}, and architecture is ${var.architecture}. Set architecture, or build on the other processor."
    }
    precondition {
      condition     = !local.built || local.facts.sha256 == try(filesha256(var.package), "")
      error_message = "${var.package} is not the file that ${local.facts_file} tells of: its SHA-256 is another. Build or download both again."
    }
  }
}

# Callers, and the function itself for its jobs, come by the alias only.
resource "aws_lambda_alias" "live" {
  name             = local.alias
  description      = "What callers get"
  function_name    = aws_lambda_function.this.function_name
  function_version = var.stable_version == "" ? aws_lambda_function.this.version : var.stable_version

  dynamic "routing_config" {
    for_each = var.canary_weight == 0 ? [] : [var.canary_weight]

    content {
      additional_version_weights = { (aws_lambda_function.this.version) = routing_config.value }
    }
  }

  lifecycle {
    precondition {
      condition     = var.canary_weight == 0 || aws_lambda_function.this.version != var.stable_version
      error_message = "Version ${var.stable_version} is the newest: there is no other to take canary_weight."
    }
    precondition {
      condition     = var.stable_version == "" || tonumber(aws_lambda_function.this.version) >= tonumber(coalesce(var.stable_version, "0"))
      error_message = "stable_version ${var.stable_version} has not been published."
    }
  }
}

resource "aws_lambda_provisioned_concurrency_config" "live" {
  for_each = toset(var.provisioned_concurrency == 0 ? [] : [local.alias])

  function_name                     = aws_lambda_function.this.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = var.provisioned_concurrency
}

# Asynchronous generations

resource "aws_sqs_queue" "failed_jobs" {
  name                      = "${local.name}-failed-jobs"
  message_retention_seconds = 14 * 24 * 60 * 60
  sqs_managed_sse_enabled   = true
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
