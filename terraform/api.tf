locals {
  # API Gateway answers 404 to every other route.
  generate_routes = ["POST /code-generation"]
  read_routes = [
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
  ]
  routes = merge(
    { for route in local.generate_routes : route => var.throttling.generate },
    { for route in local.read_routes : route => var.throttling.read },
  )

  authorization_types = { iam = "AWS_IAM", jwt = "JWT", lambda = "CUSTOM", none = "NONE" }

  cors = {
    allow_headers  = ["accept", "authorization", "content-type", "idempotency-key", "prefer", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"]
    expose_headers = ["code-generation-truncated", "code-generation-version", "content-disposition", "idempotency-replayed", "location", "preference-applied", "retry-after"]
  }
}

resource "aws_apigatewayv2_api" "this" {
  name                         = local.name
  protocol_type                = "HTTP"
  disable_execute_api_endpoint = var.domain.name != ""

  dynamic "cors_configuration" {
    for_each = length(var.cors.origins) == 0 ? [] : [var.cors]

    content {
      allow_origins  = cors_configuration.value.origins
      allow_methods  = ["DELETE", "GET", "HEAD", "POST"]
      allow_headers  = local.cors.allow_headers
      expose_headers = local.cors.expose_headers
      max_age        = cors_configuration.value.max_age_seconds
    }
  }
}

resource "aws_apigatewayv2_integration" "function" {
  api_id                 = aws_apigatewayv2_api.this.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_alias.live.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  for_each = var.authorization == "jwt" ? { jwt = var.jwt } : {}

  api_id           = aws_apigatewayv2_api.this.id
  name             = each.key
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = each.value.issuer
    audience = each.value.audience
  }

  # An authorizer that a route uses cannot be deleted, so the route gets its new one first.
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_apigatewayv2_authorizer" "lambda" {
  for_each = var.authorization == "lambda" ? { lambda = var.lambda_authorizer } : {}

  api_id                            = aws_apigatewayv2_api.this.id
  name                              = each.key
  authorizer_type                   = "REQUEST"
  authorizer_uri                    = "arn:${local.partition}:apigateway:${var.region}:lambda:path/2015-03-31/functions/${each.value.function_arn}/invocations"
  authorizer_payload_format_version = "2.0"
  enable_simple_responses           = each.value.simple_responses
  identity_sources                  = each.value.identity_sources
  authorizer_result_ttl_in_seconds  = each.value.cache_seconds

  lifecycle {
    create_before_destroy = true
  }
}

# A function of another account has to be given this permission there.
resource "aws_lambda_permission" "authorizer" {
  for_each = { for name, authorizer in aws_apigatewayv2_authorizer.lambda : name => split(":", var.lambda_authorizer.function_arn) if try(split(":", var.lambda_authorizer.function_arn)[4], "") == local.account }

  statement_id  = "${local.name}-authorizer"
  action        = "lambda:InvokeFunction"
  function_name = each.value[6]
  qualifier     = try(each.value[7], null)
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/authorizers/${aws_apigatewayv2_authorizer.lambda[each.key].id}"
}

resource "aws_apigatewayv2_route" "this" {
  for_each = local.routes

  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.function.id}"
  authorization_type = local.authorization_types[var.authorization]
  authorizer_id      = one(concat(values(aws_apigatewayv2_authorizer.jwt)[*].id, values(aws_apigatewayv2_authorizer.lambda)[*].id))
}

resource "aws_cloudwatch_log_group" "api" {
  # API Gateway adds each other group to a resource policy of the account, which has a limited size.
  name              = "/aws/vendedlogs/apigateway/${local.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arns.logs == "" ? null : var.kms_key_arns.logs
}

resource "aws_apigatewayv2_stage" "this" {
  api_id      = aws_apigatewayv2_api.this.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.api.arn
    # API Gateway cannot hash. So the subject of a token is not here, but its hash is in the function's line of this request.
    format = jsonencode({
      time               = "$context.requestTime"
      requestId          = "$context.requestId"
      functionRequestId  = "$context.awsEndpointRequestId"
      sourceIp           = "$context.identity.sourceIp"
      caller             = "$context.identity.userArn"
      routeKey           = "$context.routeKey"
      status             = "$context.status"
      latency            = "$context.responseLatency"
      integrationLatency = "$context.integrationLatency"
      integrationStatus  = "$context.integrationStatus"
      responseLength     = "$context.responseLength"
      error              = "$context.error.message"
      authorizerError    = "$context.authorizer.error"
      integrationError   = "$context.integrationErrorMessage"
    })
  }

  dynamic "route_settings" {
    for_each = local.routes

    content {
      route_key                = route_settings.key
      throttling_rate_limit    = route_settings.value.rate
      throttling_burst_limit   = route_settings.value.burst
      detailed_metrics_enabled = false
    }
  }

  # The settings of a route are rejected if the route does not exist yet.
  depends_on = [aws_apigatewayv2_route.this]
}

resource "aws_lambda_permission" "api" {
  statement_id  = "api"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  qualifier     = aws_lambda_alias.live.name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.this.execution_arn}/*"
}

# Custom domain

locals {
  domains = var.domain.name == "" ? {} : { (var.domain.name) = var.domain }
}

resource "aws_apigatewayv2_domain_name" "this" {
  for_each = local.domains

  domain_name = each.key

  domain_name_configuration {
    certificate_arn = each.value.certificate_arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  for_each = local.domains

  api_id      = aws_apigatewayv2_api.this.id
  domain_name = aws_apigatewayv2_domain_name.this[each.key].id
  stage       = aws_apigatewayv2_stage.this.id
}

resource "aws_route53_record" "this" {
  for_each = { for name, domain in local.domains : name => domain.zone_id if domain.zone_id != "" }

  zone_id = each.value
  name    = each.key
  type    = "A"

  alias {
    name                   = aws_apigatewayv2_domain_name.this[each.key].domain_name_configuration[0].target_domain_name
    zone_id                = aws_apigatewayv2_domain_name.this[each.key].domain_name_configuration[0].hosted_zone_id
    evaluate_target_health = false
  }
}

# For streams and for calls longer than 30 s. Callers need the policy in the output caller_policy; nothing here grants it.
resource "aws_lambda_function_url" "live" {
  for_each = toset(var.function_url ? [local.alias] : [])

  function_name      = aws_lambda_function.this.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "AWS_IAM"
  invoke_mode        = { response-stream = "RESPONSE_STREAM", buffered = "BUFFERED" }[local.live_invoke_mode]

  dynamic "cors" {
    for_each = length(var.cors.origins) == 0 ? [] : [var.cors]

    content {
      allow_origins  = cors.value.origins
      allow_methods  = ["DELETE", "GET", "HEAD", "POST"]
      allow_headers  = local.cors.allow_headers
      expose_headers = local.cors.expose_headers
      max_age        = cors.value.max_age_seconds
    }
  }
}
