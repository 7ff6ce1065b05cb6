locals {
  consoles = {
    aws        = "console.aws.amazon.com"
    aws-cn     = "console.amazonaws.cn"
    aws-us-gov = "console.amazonaws-us-gov.com"
  }
  console = "https://${lookup(local.consoles, local.partition, local.consoles.aws)}"
}

output "url" {
  description = "URL of the HTTP API."
  value       = "${var.domain.name == "" ? aws_apigatewayv2_api.this.api_endpoint : "https://${var.domain.name}"}/code-generation"
}

output "domain_target" {
  description = "Target for the DNS record of the domain; null without a domain."
  value       = one([for domain in aws_apigatewayv2_domain_name.this : domain.domain_name_configuration[0].target_domain_name])
}

output "function_url" {
  description = "URL for streams and for calls longer than 30 s; null without a Function URL."
  value       = one([for url in aws_lambda_function_url.live : "${trimsuffix(url.function_url, "/")}/code-generation"])
}

output "version" {
  description = "Version of the program that callers reach; answers have it in Code-Generation-Version. During a canary, some callers reach the newest version instead."
  # Each version of the function has the program's version in its description.
  value = var.stable_version == "" ? local.build_info.version : trimprefix(data.aws_lambda_function.stable[var.stable_version].description, "Code Generation ")
}

output "function_version" {
  description = "Version of the function that callers reach; the value for stable_version."
  value       = aws_lambda_alias.live.function_version
}

output "newest_function_version" {
  description = "Version of the function that was published last. It differs from function_version during a canary and after a rollback."
  value       = aws_lambda_function.this.version
}

output "code_sha256" {
  description = "SHA-256 in base64 of the zip that was uploaded last, as Lambda reports it."
  value       = aws_lambda_function.this.code_sha256
}

output "bucket" {
  description = "Bucket for code and records."
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
  description = "ARN of the topic for alarms and budget notifications."
  value       = aws_sns_topic.alarms.arn
}

output "failed_jobs_queue" {
  description = "URL of the queue that keeps the events of failed jobs for 14 days."
  value       = aws_sqs_queue.failed_jobs.url
}

output "caller_policy" {
  description = "Policy as JSON that users and roles need to call the API; null if IAM protects neither the HTTP API nor a Function URL."
  value       = local.caller_policy
}
