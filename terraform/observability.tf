locals {
  function_calls = { FunctionName = local.name, Resource = "${local.name}:${local.alias}" }
  api_calls      = { ApiId = aws_apigatewayv2_api.this.id }

  # Bedrock's metrics name a model by the last part of its ARN.
  metered_models = distinct(concat(
    [for id in local.models : startswith(id, "arn:") ? reverse(split("/", id))[0] : id],
    [for profile in values(aws_bedrock_inference_profile.this) : reverse(split("/", profile.arn))[0]],
  ))

  alarms = merge(
    {
      errors = {
        text       = "Invocations crash or time out."
        namespace  = "AWS/Lambda"
        metric     = "Errors"
        dimensions = local.function_calls
        statistic  = "Sum"
        threshold  = var.alarm_thresholds.errors
        periods    = 1
      }
      throttles = {
        text       = "Lambda rejects invocations, because reserved_concurrency or the account's quota is used up."
        namespace  = "AWS/Lambda"
        metric     = "Throttles"
        dimensions = local.function_calls
        statistic  = "Sum"
        threshold  = var.alarm_thresholds.throttles
        periods    = 1
      }
      duration = {
        text       = "The slowest invocations take nearly timeout_seconds."
        namespace  = "AWS/Lambda"
        metric     = "Duration"
        dimensions = local.function_calls
        statistic  = "p99"
        threshold  = var.alarm_thresholds.duration_share * var.timeout_seconds * 1000
        periods    = 3
      }
      latency = {
        text       = "The slowest calls of the HTTP API take nearly gateway_limit_seconds."
        namespace  = "AWS/ApiGateway"
        metric     = "Latency"
        dimensions = local.api_calls
        statistic  = "p99"
        threshold  = var.alarm_thresholds.latency_share * var.gateway_limit_seconds * 1000
        periods    = 3
      }
      server-errors = {
        text       = "The HTTP API answers 5xx."
        namespace  = "AWS/ApiGateway"
        metric     = "5xx"
        dimensions = local.api_calls
        statistic  = "Sum"
        threshold  = var.alarm_thresholds.server_errors
        periods    = 1
      }
      jobs-failed = {
        text       = "Jobs failed; their events are in the queue ${local.name}-failed-jobs."
        namespace  = "AWS/SQS"
        metric     = "NumberOfMessagesSent"
        dimensions = { QueueName = aws_sqs_queue.failed_jobs.name }
        statistic  = "Sum"
        threshold  = var.alarm_thresholds.async_failures
        periods    = 1
      }
      jobs-dropped = {
        text       = "Lambda dropped events of jobs."
        namespace  = "AWS/Lambda"
        metric     = "AsyncEventsDropped"
        dimensions = local.function_calls
        statistic  = "Sum"
        threshold  = var.alarm_thresholds.async_failures
        periods    = 1
      }
      jobs-undelivered = {
        text       = "Events of failed jobs did not reach the queue ${local.name}-failed-jobs."
        namespace  = "AWS/Lambda"
        metric     = "DestinationDeliveryFailures"
        dimensions = local.function_calls
        statistic  = "Sum"
        threshold  = 1
        periods    = 1
      }
    },
    !var.function_url ? {} : {
      url-server-errors = {
        text       = "The Function URL answers 5xx."
        namespace  = "AWS/Lambda"
        metric     = "Url5xxCount"
        dimensions = local.function_calls
        statistic  = "Sum"
        threshold  = var.alarm_thresholds.server_errors
        periods    = 1
      }
    },
    var.canary_weight == 0 ? {} : {
      canary = {
        text       = "The new version crashes or times out. Roll it back."
        namespace  = "AWS/Lambda"
        metric     = "Errors"
        dimensions = merge(local.function_calls, { ExecutedVersion = aws_lambda_function.this.version })
        statistic  = "Sum"
        threshold  = 1
        periods    = 1
      }
      canary-server-errors = {
        text       = "The new version answers with failures of status 5xx. Roll it back."
        namespace  = local.log_metrics
        metric     = "ServerErrors"
        dimensions = { FunctionVersion = aws_lambda_function.this.version }
        statistic  = "Sum"
        threshold  = var.alarm_thresholds.canary_server_errors
        periods    = 1
      }
    },
  )

  log_metrics = "CodeGeneration/${local.name}"
}

# Neither API Gateway nor the Function URL counts answers by version, but the program's line of each request has both: the status
# and, for a stream that began with 200, the status of the problem that ended it.
resource "aws_cloudwatch_log_metric_filter" "server_errors" {
  for_each = toset(var.canary_weight == 0 ? [] : ["canary"])

  name           = "${each.key}-server-errors"
  log_group_name = aws_cloudwatch_log_group.function.name
  pattern        = "{ $.mdc.status = \"5*\" || $.mdc.problemStatus = \"5*\" }"

  metric_transformation {
    namespace  = local.log_metrics
    name       = "ServerErrors"
    value      = "1"
    dimensions = { FunctionVersion = "$.mdc.functionVersion" }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = each.value.text
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic == "Sum" ? "Sum" : null
  extended_statistic  = each.value.statistic == "Sum" ? null : each.value.statistic
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_sns_topic" "alarms" {
  name              = "${local.name}-alarms"
  kms_master_key_id = var.kms_key_arns.topic == "" ? null : var.kms_key_arns.topic
}

data "aws_iam_policy_document" "alarms" {
  statement {
    sid       = "Alarms"
    actions   = ["sns:Publish"]
    resources = ["arn:${local.partition}:sns:${var.region}:${local.account}:${local.name}-alarms"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:cloudwatch:${var.region}:${local.account}:alarm:${local.name}-*"]
    }
  }

  statement {
    sid       = "Budget"
    actions   = ["sns:Publish"]
    resources = ["arn:${local.partition}:sns:${var.region}:${local.account}:${local.name}-alarms"]

    principals {
      type        = "Service"
      identifiers = ["budgets.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.alarms.json
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}

locals {
  function_dimensions = ["FunctionName", local.name, "Resource", "${local.name}:${local.alias}"]
  api_dimensions      = ["ApiId", aws_apigatewayv2_api.this.id]

  # A line of a chart is: namespace, metric, dimensions, options.
  charts = [
    {
      title = "Calls", label = "calls", region = var.region, metrics = [
        concat(["AWS/ApiGateway", "Count"], local.api_dimensions, [{ stat = "Sum", label = "HTTP API" }]),
        concat(["AWS/Lambda", "Invocations"], local.function_dimensions, [{ stat = "Sum", label = "function" }]),
        concat(["AWS/Lambda", "ConcurrentExecutions"], local.function_dimensions, [{ stat = "Maximum", label = "instances" }]),
      ]
    },
    {
      title = "Latency", label = "ms", region = var.region, metrics = [
        concat(["AWS/ApiGateway", "Latency"], local.api_dimensions, [{ stat = "p50", label = "HTTP API p50" }]),
        concat(["AWS/ApiGateway", "Latency"], local.api_dimensions, [{ stat = "p99", label = "HTTP API p99" }]),
        concat(["AWS/Lambda", "Duration"], local.function_dimensions, [{ stat = "p50", label = "function p50" }]),
        concat(["AWS/Lambda", "Duration"], local.function_dimensions, [{ stat = "p99", label = "function p99" }]),
      ]
    },
    {
      title = "Errors", label = "errors", region = var.region, metrics = [
        concat(["AWS/ApiGateway", "4xx"], local.api_dimensions, [{ stat = "Sum", label = "4xx" }]),
        concat(["AWS/ApiGateway", "5xx"], local.api_dimensions, [{ stat = "Sum", label = "5xx" }]),
        concat(["AWS/Lambda", "Errors"], local.function_dimensions, [{ stat = "Sum", label = "crashes and timeouts" }]),
        concat(["AWS/Lambda", "Throttles"], local.function_dimensions, [{ stat = "Sum", label = "throttled" }]),
        concat(["AWS/Lambda", "AsyncEventsDropped"], local.function_dimensions, [{ stat = "Sum", label = "dropped jobs" }]),
      ]
    },
    {
      title = "Model tokens (of the whole account)", label = "tokens", region = local.bedrock_region, metrics = flatten([
        for model in local.metered_models : [
          for metric in ["InputTokenCount", "OutputTokenCount"] :
          { line = ["AWS/Bedrock", metric, "ModelId", model, { stat = "Sum" }] }
        ]
      ])[*].line
    },
  ]

  # Lambda has no metric for cold starts, but its log lines show them.
  cold_starts = <<-QUERY
    SOURCE '/aws/lambda/${local.name}'
    | filter type = "platform.report"
    | stats count(record.metrics.initDurationMs) as starts, pct(record.metrics.initDurationMs, 99) as p99Milliseconds by bin(5m)
  QUERY
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = local.name
  dashboard_body = jsonencode({
    widgets = concat(
      [for index, chart in local.charts : {
        type = "metric", x = index % 2 * 12, y = floor(index / 2) * 6, width = 12, height = 6
        properties = {
          title = chart.title, region = chart.region, view = "timeSeries", period = 300, metrics = chart.metrics
          yAxis = { left = { min = 0, showUnits = false, label = chart.label } }
        }
      }],
      [
        {
          type       = "log", x = 0, y = 12, width = 12, height = 6
          properties = { title = "Cold starts", region = var.region, view = "timeSeries", query = trimspace(local.cold_starts) }
        },
        {
          type       = "alarm", x = 12, y = 12, width = 12, height = 6
          properties = { title = "Alarms", alarms = [for alarm in values(aws_cloudwatch_metric_alarm.this) : alarm.arn] }
        },
      ],
    )
  })
}
