locals {
  bedrock_region = coalesce(var.bedrock_region, var.region)
  model_actions  = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
  bedrock_arn    = "arn:${local.partition}:bedrock:${local.bedrock_region}"
  models         = distinct(concat([var.model_id], var.model_fallbacks, var.model_allowed, var.model_permitted))

  # The id of an inference profile is a geography and a model id. No provider of models has a name of two letters.
  profile_prefix = "^(global|apac|us-gov|[a-z]{2})\\."

  # The regions in which the profiles of a geography, also those of guardrails, can be called. A model may have its profile in
  # fewer of them; its page in Bedrock's documentation lists them. A geography that is not here is not checked.
  geographies = {
    us     = "^(us-(east|west)|ca|mx)-"
    us-gov = "^us-gov-"
    ca     = "^ca-"
    eu     = "^(eu|il)-"
    apac   = "^(ap|me)-"
    jp     = "^ap-northeast-[13]$"
    au     = "^ap-southeast-[246]$"
    global = "^(af|ap|ca|eu|il|me|mx|sa|us-east|us-west)-"
  }

  # Where a model can be called: an ARN in its own region, a profile in its geography.
  model_places = {
    for id in local.models : id => startswith(id, "arn:") ? "^${try(split(":", id)[3], "")}$" : lookup(local.geographies, try(regex(local.profile_prefix, id)[0], ""), "")
  }

  # The configured models, by the form of their names. Any other ARN, such as that of a provisioned model, is used as it is.
  profile_ids          = [for id in local.models : id if can(regex(local.profile_prefix, id))]
  profile_arns         = [for id in local.models : id if strcontains(id, ":inference-profile/")]
  application_profiles = [for id in local.models : id if strcontains(id, ":application-inference-profile/")]
  model_arns = [for id in local.models : startswith(id, "arn:") ? id : "${local.bedrock_arn}::foundation-model/${id}"
  if !contains(concat(local.profile_ids, local.profile_arns, local.application_profiles), id)]

  inference_profiles = concat(
    [for id in local.profile_ids : "${local.bedrock_arn}:${local.account}:inference-profile/${id}"],
    local.profile_arns,
    local.application_profiles,
    values(aws_bedrock_inference_profile.this)[*].arn,
  )

  # What an application inference profile can be made of, by model. The oldest models take no profile.
  profile_sources = {
    for id in local.models : id => (
      contains(local.profile_ids, id) ? "${local.bedrock_arn}:${local.account}:inference-profile/${id}" :
      startswith(id, "arn:") ? id : "${local.bedrock_arn}::foundation-model/${id}"
    )
    if(!startswith(id, "arn:") || can(regex(":(inference-profile|foundation-model)/", id))) && !can(regex("anthropic\\.claude-(v2|instant)", id))
  }

  # The models behind the profiles, in every region. Global profiles also use ARNs without a region.
  profile_models = distinct(concat(
    [for id in concat(local.profile_ids, [for arn in local.profile_arns : reverse(split("/", arn))[0]]) : replace(id, "/${local.profile_prefix}/", "")],
    length(local.application_profiles) == 0 ? [] : var.underlying_models,
    # Behind an application inference profile of a model itself.
    [for id in keys(aws_bedrock_inference_profile.this) : reverse(split("/", id))[0] if !contains(concat(local.profile_ids, local.profile_arns), id)],
  ))
  global_models = distinct([for id in concat(local.profile_ids, [for arn in local.profile_arns : reverse(split("/", arn))[0]]) : trimprefix(id, "global.") if startswith(id, "global.")])
  profile_model_arns = concat(
    [for id in local.profile_models : "arn:${local.partition}:bedrock:*::foundation-model/${id}"],
    [for id in local.global_models : "arn:${local.partition}:bedrock:::foundation-model/${id}"],
  )

  # A guardrail across regions also needs its guardrail profile, in each region of the geography.
  guardrail_arns = concat(
    var.guardrail.id == "" ? [] : [startswith(var.guardrail.id, "arn:") ? var.guardrail.id : "${local.bedrock_arn}:${local.account}:guardrail/${var.guardrail.id}"],
    var.guardrail.profile == "" ? [] : ["arn:${local.partition}:bedrock:*:${local.account}:guardrail-profile/${var.guardrail.profile}"],
  )
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# ARNs are built from names, so that a plan shows the whole policy and tests can read it.
data "aws_iam_policy_document" "function" {
  dynamic "statement" {
    for_each = length(local.model_arns) + length(local.inference_profiles) == 0 ? [] : ["Models"]

    content {
      sid       = statement.value
      actions   = local.model_actions
      resources = concat(local.model_arns, local.inference_profiles)
    }
  }

  dynamic "statement" {
    for_each = length(local.inference_profiles) == 0 ? [] : ["ModelsBehindProfiles"]

    content {
      sid       = statement.value
      actions   = local.model_actions
      resources = local.profile_model_arns

      # Only through the profiles, not directly.
      condition {
        test     = "StringEquals"
        variable = "bedrock:InferenceProfileArn"
        values   = local.inference_profiles
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.guardrail_arns) == 0 ? [] : ["Guardrail"]

    content {
      sid       = statement.value
      actions   = ["bedrock:ApplyGuardrail"]
      resources = local.guardrail_arns
    }
  }

  statement {
    sid       = "Objects"
    actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    resources = [for prefix in concat(local.generation_prefixes, [local.idempotency_prefix]) : "${local.bucket_arn}/${prefix}*"]
  }

  statement {
    # Not limited to prefixes: without this permission for the whole bucket, S3 answers 403 instead of 404 for a missing object.
    sid       = "Listing"
    actions   = ["s3:ListBucket"]
    resources = [local.bucket_arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == "" ? [] : ["Encryption"]

    content {
      sid       = statement.value
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arn]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${var.region}.amazonaws.com"]
      }
    }
  }

  statement {
    sid       = "Jobs"
    actions   = ["lambda:InvokeFunction"]
    resources = [local.alias_arn]
  }

  statement {
    sid       = "FailedJobs"
    actions   = ["sqs:SendMessage"]
    resources = ["arn:${local.partition}:sqs:${var.region}:${local.account}:${local.name}-failed-jobs"]
  }

  dynamic "statement" {
    for_each = var.kms_key_arns.queue == "" ? [] : ["FailedJobsEncryption"]

    content {
      sid       = statement.value
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [var.kms_key_arns.queue]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["sqs.${var.region}.amazonaws.com"]
      }
    }
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${var.region}:${local.account}:log-group:/aws/lambda/${local.name}:log-stream:*"]
  }
}

resource "aws_iam_role" "function" {
  # A role belongs to all regions of the account.
  name                 = "${local.name}-${var.region}"
  description          = "Permissions of the function ${local.name}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn == "" ? null : var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "function" {
  name   = "function"
  role   = aws_iam_role.function.name
  policy = data.aws_iam_policy_document.function.json
}

# X-Ray's actions cannot be limited to resources.
resource "aws_iam_role_policy_attachment" "tracing" {
  for_each = toset(var.tracing ? ["AWSXRayDaemonWriteAccess"] : [])

  role       = aws_iam_role.function.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.key}"
}

# The policy that callers need. Nothing here attaches it. It is not a data source, because a plan could not show its JSON
# before the API exists.
locals {
  caller_statements = concat(
    [for sid in ["HttpApi"] : {
      Sid      = sid
      Effect   = "Allow"
      Action   = "execute-api:Invoke"
      Resource = "${aws_apigatewayv2_api.this.execution_arn}/*"
    } if var.authorization == "iam"],
    [for sid in ["FunctionUrl"] : {
      Sid       = sid
      Effect    = "Allow"
      Action    = "lambda:InvokeFunctionUrl"
      Resource  = local.alias_arn
      Condition = { StringEquals = { "lambda:FunctionUrlAuthType" = "AWS_IAM" } }
    } if var.function_url],
    # Without the condition, callers could invoke the function directly, with an event that names another caller or a job.
    [for sid in ["OnlyThroughTheFunctionUrl"] : {
      Sid       = sid
      Effect    = "Allow"
      Action    = "lambda:InvokeFunction"
      Resource  = local.alias_arn
      Condition = { Bool = { "lambda:InvokedViaFunctionUrl" = "true" } }
    } if var.function_url],
  )
  caller_policy = length(local.caller_statements) == 0 ? null : jsonencode({ Version = "2012-10-17", Statement = local.caller_statements })
}
