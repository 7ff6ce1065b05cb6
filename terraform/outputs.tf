# The program's version is in the description of each version of the function.
data "aws_lambda_function" "stable" {
  for_each = toset(var.stable_version == "" ? [] : [var.stable_version])

  function_name = local.name
  qualifier     = each.key
}

locals {
  consoles = {
    aws        = "console.aws.amazon.com"
    aws-cn     = "console.amazonaws.cn"
    aws-us-gov = "console.amazonaws-us-gov.com"
  }
  console = "https://${lookup(local.consoles, local.partition, local.consoles.aws)}"
}

output "url" {
  description = "Where the HTTP API answers."
  value       = "${var.domain.name == "" ? aws_apigatewayv2_api.this.api_endpoint : "https://${var.domain.name}"}/code-generation"
}

output "domain_target" {
  description = "Where a record of the domain has to point; null without a domain."
  value       = one([for domain in aws_apigatewayv2_domain_name.this : domain.domain_name_configuration[0].target_domain_name])
}

output "function_url" {
  description = "Where calls longer than 30 s go; null without a Function URL."
  value       = one([for door in aws_lambda_function_url.live : "${trimsuffix(door.function_url, "/")}/code-generation"])
}

output "version" {
  description = "Version of the program that callers get, and that every answer names in Code-Generation-Version. During a canary some get the newest."
  value       = var.stable_version == "" ? local.facts.version : trimprefix(data.aws_lambda_function.stable[var.stable_version].description, "Code Generation ")
}

output "function_version" {
  description = "Number of the function's version that callers get: what stable_version takes."
  value       = aws_lambda_alias.live.function_version
}

output "newest_function_version" {
  description = "Number of the function's version that was published last. Another than function_version during a canary and after a rollback."
  value       = aws_lambda_function.this.version
}

output "code_sha256" {
  description = "SHA-256 of the zip that was uploaded last, in base64, as Lambda tells it."
  value       = aws_lambda_function.this.code_sha256
}

output "bucket" {
  description = "Bucket of code and records."
  value       = aws_s3_bucket.generations.bucket
}

output "bucket_console" {
  description = "Page of the bucket in the AWS console."
  value       = "${local.console}/s3/buckets/${aws_s3_bucket.generations.bucket}?region=${var.region}"
}

output "dashboard_console" {
  description = "Page of the dashboard in the AWS console."
  value       = "${local.console}/cloudwatch/home?region=${var.region}#dashboards:name=${aws_cloudwatch_dashboard.this.dashboard_name}"
}

output "alarm_topic" {
  description = "ARN of the topic that alarms and the budget's notifications go to."
  value       = aws_sns_topic.alarms.arn
}

output "failed_jobs_queue" {
  description = "URL of the queue that holds the events of asynchronous generations which Lambda gave up, for 14 days."
  value       = aws_sqs_queue.failed_jobs.url
}

output "caller_policy" {
  description = "JSON of the policy that users and roles need to call what IAM guards; null where nothing is."
  value       = local.caller_policy
}
