# Environment

variable "project" {
  description = "First part of every name. 3 to 22 lower-case letters, digits and hyphens."
  type        = string
  nullable    = false
  default     = "code-generation"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}[a-z0-9]$", var.project))
    error_message = "project must have 3 to 22 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen."
  }
}

variable "environment" {
  description = "Second part of every name: dev, staging or prod. For an environment of your own, use dev and another project."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be dev, staging or prod."
  }
}

variable "region" {
  description = "AWS region of all resources, for example us-east-1."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the name of an AWS region, such as us-east-1."
  }
}

variable "allowed_account_ids" {
  description = "Ids of the AWS accounts in which this configuration may be applied. With the credentials of another account, the plan fails. Empty allows every account."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for id in var.allowed_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "allowed_account_ids must contain account ids of 12 digits."
  }
}

variable "tags" {
  description = "Tags for all resources, in addition to Project and Environment."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.tags) : !contains(["Project", "Environment"], key) && !startswith(lower(key), "aws:")])
    error_message = "tags must not contain Project or Environment, which are set already, or keys that begin with aws:."
  }
}

# Storage

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the objects in the bucket; empty for SSE-S3. The key policy must allow access by the IAM policies of the account."
  type        = string
  nullable    = false
  default     = ""

  validation {
    condition     = var.kms_key_arn == "" || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key (not of an alias), or empty."
  }
}

variable "expire_generations_after_days" {
  description = "Number of days after which code and records are removed; 0 keeps them."
  type        = number
  nullable    = false
  default     = 0

  validation {
    condition     = var.expire_generations_after_days >= 0 && floor(var.expire_generations_after_days) == var.expire_generations_after_days
    error_message = "expire_generations_after_days must be a whole number of days, or 0."
  }
}

variable "noncurrent_version_days" {
  description = "Number of days for which overwritten and deleted objects can be restored."
  type        = number
  nullable    = false
  default     = 7

  validation {
    condition     = var.noncurrent_version_days >= 1 && floor(var.noncurrent_version_days) == var.noncurrent_version_days
    error_message = "noncurrent_version_days must be a whole number of days, at least 1."
  }
}

variable "force_destroy" {
  description = "DANGER: terraform destroy removes the bucket even if it is not empty. Not possible in prod."
  type        = bool
  nullable    = false
  default     = false

  validation {
    condition     = !(var.force_destroy && var.environment == "prod")
    error_message = "force_destroy must be false in prod, because all generations would be lost."
  }
}

# Function

variable "package" {
  description = "Path of the function's zip, relative to this folder. The build writes a .json file of the same name, which must be beside it."
  type        = string
  nullable    = false
  default     = "../target/function.zip"

  validation {
    condition     = endswith(var.package, ".zip")
    error_message = "package must be the path of a .zip file."
  }
}

variable "architecture" {
  description = "Processor architecture for which the zip was built: arm64 or x86_64."
  type        = string
  nullable    = false
  default     = "x86_64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be arm64 or x86_64."
  }
}

variable "memory_megabytes" {
  description = "Memory of the function in MB, 128 to 10240. The share of the processor grows with it: 512 answers faster, 128 costs least."
  type        = number
  nullable    = false
  default     = 128

  validation {
    condition     = var.memory_megabytes >= 128 && var.memory_megabytes <= 10240 && floor(var.memory_megabytes) == var.memory_megabytes
    error_message = "memory_megabytes must be a whole number from 128 to 10240."
  }
}

variable "timeout_seconds" {
  description = "Time limit of the function in seconds, 30 to 900. It applies to jobs and to calls of the Function URL; an HTTP API never waits longer than 30 s."
  type        = number
  nullable    = false
  default     = 900

  validation {
    condition     = var.timeout_seconds >= 30 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number from 30 to 900."
  }
}

variable "reserved_concurrency" {
  description = "Maximum number of instances of the function at the same time, which limits the cost; -1 for no limit but the account's. AWS keeps 100 of the account's quota unreserved."
  type        = number
  nullable    = false
  default     = 10

  validation {
    condition     = (var.reserved_concurrency >= 1 || var.reserved_concurrency == -1) && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "reserved_concurrency must be a whole number of at least 1, or -1 for no limit."
  }
  validation {
    condition     = var.reserved_concurrency != -1 || var.environment != "prod"
    error_message = "reserved_concurrency must not be -1 in prod, because it limits the cost."
  }
}

variable "provisioned_concurrency" {
  description = "Number of instances of the function that are kept warm and billed by the hour; 0 for none."
  type        = number
  nullable    = false
  default     = 0

  validation {
    condition     = var.provisioned_concurrency >= 0 && floor(var.provisioned_concurrency) == var.provisioned_concurrency
    error_message = "provisioned_concurrency must be a whole number, or 0 for none."
  }
  validation {
    condition     = var.reserved_concurrency == -1 || var.provisioned_concurrency <= var.reserved_concurrency
    error_message = "provisioned_concurrency must not exceed reserved_concurrency."
  }
}

variable "log_retention_days" {
  description = "Number of days for which logs are kept, one of the numbers that CloudWatch Logs allows."
  type        = number
  nullable    = false
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "tracing" {
  description = "Whether X-Ray traces the function."
  type        = bool
  nullable    = false
  default     = false
}

variable "permissions_boundary_arn" {
  description = "ARN of the permissions boundary for the function's role; empty for none."
  type        = string
  nullable    = false
  default     = ""

  validation {
    condition     = var.permissions_boundary_arn == "" || can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn must be the ARN of a policy, or empty."
  }
}

variable "job_max_age_seconds" {
  description = "How long a job may wait for its start, 60 to 21600 seconds. After that, Lambda drops its event and the program reports the job as lost."
  type        = number
  nullable    = false
  default     = 600

  validation {
    condition     = var.job_max_age_seconds >= 60 && var.job_max_age_seconds <= 21600 && floor(var.job_max_age_seconds) == var.job_max_age_seconds
    error_message = "job_max_age_seconds must be a whole number from 60 to 21600."
  }
}

variable "job_retries" {
  description = "How often Lambda repeats a job whose invocation crashed or timed out, 0 to 2. A generation that had begun is never generated again."
  type        = number
  nullable    = false
  default     = 1

  validation {
    condition     = contains([0, 1, 2], var.job_retries)
    error_message = "job_retries must be 0, 1 or 2."
  }
}

# Rollout

variable "stable_version" {
  description = "Version of the function that callers reach, a number from the output function_version. Empty for the newest version."
  type        = string
  nullable    = false
  default     = ""

  validation {
    condition     = var.stable_version == "" || can(regex("^[1-9][0-9]*$", var.stable_version))
    error_message = "stable_version must be the number of a published version, or empty for the newest."
  }
}

variable "canary_weight" {
  description = "Share of the calls that go to the newest version, for example 0.1; stable_version gets the others. 0 for none."
  type        = number
  nullable    = false
  default     = 0

  validation {
    condition     = var.canary_weight >= 0 && var.canary_weight < 1
    error_message = "canary_weight must be at least 0 and less than 1."
  }
  validation {
    condition     = var.canary_weight == 0 || var.stable_version != ""
    error_message = "canary_weight requires stable_version, the version that gets the other calls."
  }
}

# Models

variable "model_id" {
  description = "Model that writes the code: model id, inference profile id or ARN."
  type        = string
  nullable    = false
  default     = "us.anthropic.claude-haiku-5-5"

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9.:/_-]*$", var.model_id))
    error_message = "model_id must be a model id, an inference profile id or an ARN."
  }
}

variable "model_fallbacks" {
  description = "Models to ask, in this order, if model_id fails."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for id in var.model_fallbacks : can(regex("^[A-Za-z0-9][A-Za-z0-9.:/_-]*$", id))])
    error_message = "model_fallbacks must be model ids, inference profile ids or ARNs."
  }
}

variable "model_allowed" {
  description = "Models that a caller may choose besides model_id. Empty allows the fallbacks."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for id in var.model_allowed : can(regex("^[A-Za-z0-9][A-Za-z0-9.:/_-]*$", id))])
    error_message = "model_allowed must be model ids, inference profile ids or ARNs."
  }
}

variable "underlying_models" {
  description = "Model ids behind application inference profiles. Required if the ARN of such a profile is configured, because it does not show them."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for id in var.underlying_models : can(regex("^[a-z0-9-]+\\.[A-Za-z0-9.:_-]+$", id)) && !can(regex(local.profile_prefix, id))])
    error_message = "underlying_models must be model ids such as anthropic.claude-haiku-5-5, without a geography prefix."
  }
  validation {
    condition     = length(var.underlying_models) > 0 || !anytrue([for id in concat([var.model_id], var.model_fallbacks, var.model_allowed) : strcontains(id, ":application-inference-profile/")])
    error_message = "underlying_models must name the models behind the application inference profiles."
  }
}

variable "model_max_tokens" {
  description = "Maximum number of tokens in a reply, and upper limit for a caller's maxTokens; at least 256."
  type        = number
  nullable    = false
  default     = 8192

  validation {
    condition     = var.model_max_tokens >= 256 && floor(var.model_max_tokens) == var.model_max_tokens
    error_message = "model_max_tokens must be a whole number of at least 256."
  }
}

variable "model_continuations" {
  description = "Number of further calls for a reply that reached its token limit; 0 for none."
  type        = number
  nullable    = false
  default     = 1

  validation {
    condition     = var.model_continuations >= 0 && floor(var.model_continuations) == var.model_continuations
    error_message = "model_continuations must be a whole number, or 0."
  }
}

variable "model_overrides" {
  description = "Exceptions from the rules of a model's family: what the model is sent, whether it streams, and its prices in US dollars for a million tokens. Set input_price and output_price together."
  type = list(object({
    id                = string
    sampling          = optional(string)
    thinking          = optional(string)
    max_tokens        = optional(number)
    input_price       = optional(number)
    output_price      = optional(number)
    cache_read_price  = optional(number)
    cache_write_price = optional(number)
    streaming         = optional(bool)
  }))
  nullable = false
  default  = []

  validation {
    condition     = alltrue([for model in var.model_overrides : trimspace(model.id) != ""]) && length(distinct([for model in var.model_overrides : trimspace(model.id)])) == length(var.model_overrides)
    error_message = "model_overrides: each override must have an id, and no two the same."
  }
  validation {
    condition     = alltrue([for model in var.model_overrides : alltrue([for price in [model.input_price, model.output_price, model.cache_read_price, model.cache_write_price] : price == null ? true : price >= 0])])
    error_message = "model_overrides: prices must be 0 or more."
  }
  validation {
    condition     = alltrue([for model in var.model_overrides : model.sampling == null ? true : contains(["both", "temperature", "none"], model.sampling)])
    error_message = "model_overrides: sampling must be both, temperature or none."
  }
  validation {
    condition     = alltrue([for model in var.model_overrides : model.thinking == null ? true : contains(["off", "low", "default"], model.thinking)])
    error_message = "model_overrides: thinking must be off, low or default."
  }
  validation {
    condition     = alltrue([for model in var.model_overrides : model.max_tokens == null ? true : model.max_tokens >= 1 && floor(model.max_tokens) == model.max_tokens])
    error_message = "model_overrides: max_tokens must be a whole number of at least 1."
  }
  validation {
    condition     = alltrue([for model in var.model_overrides : (model.input_price == null) == (model.output_price == null)])
    error_message = "model_overrides: input_price and output_price must be given together."
  }
  validation {
    condition     = alltrue([for model in var.model_overrides : model.input_price != null || (model.cache_read_price == null && model.cache_write_price == null)])
    error_message = "model_overrides: cache_read_price and cache_write_price require input_price and output_price."
  }
}

variable "bedrock_region" {
  description = "Region in which Bedrock is called; empty for the value of region."
  type        = string
  nullable    = false
  default     = ""

  validation {
    condition     = var.bedrock_region == "" || can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.bedrock_region))
    error_message = "bedrock_region must be the name of an AWS region, or empty."
  }
}

variable "guardrail" {
  description = "Guardrail for instructions and replies: its id or ARN, and its version, a number or DRAFT. Without an id, there is none."
  type = object({
    id      = optional(string, "")
    version = optional(string, "DRAFT")
  })
  nullable = false
  default  = {}

  validation {
    condition     = var.guardrail.id == "" || can(regex("^([a-z0-9]+|arn:[a-z-]+:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/[a-z0-9]+)$", var.guardrail.id))
    error_message = "guardrail: id must be the id or the ARN of a guardrail, or empty."
  }
  validation {
    condition     = can(regex("^(DRAFT|[1-9][0-9]{0,7})$", var.guardrail.version))
    error_message = "guardrail: version must be a number or DRAFT."
  }
}

variable "gateway_limit_seconds" {
  description = "Time limit for a synchronous answer through the HTTP API in seconds, 1 to 29. The HTTP API itself waits 30 s."
  type        = number
  nullable    = false
  default     = 28

  validation {
    condition     = var.gateway_limit_seconds >= 1 && var.gateway_limit_seconds <= 29 && floor(var.gateway_limit_seconds) == var.gateway_limit_seconds
    error_message = "gateway_limit_seconds must be a whole number from 1 to 29."
  }
}

variable "idempotency_retention_hours" {
  description = "How long the answer to an Idempotency-Key can be repeated, in hours, 1 to 48. The bucket removes it one or two days later."
  type        = number
  nullable    = false
  default     = 24

  validation {
    condition     = var.idempotency_retention_hours >= 1 && var.idempotency_retention_hours <= 48 && floor(var.idempotency_retention_hours) == var.idempotency_retention_hours
    error_message = "idempotency_retention_hours must be a whole number from 1 to 48."
  }
}

# Access

variable "authorization" {
  description = "Who may call the HTTP API: iam (signed requests), jwt (tokens from the issuer in jwt) or none (everyone; requires open_to_everyone)."
  type        = string
  nullable    = false
  default     = "iam"

  validation {
    condition     = contains(["iam", "jwt", "none"], var.authorization)
    error_message = "authorization must be iam, jwt or none."
  }
  validation {
    condition     = var.authorization != "none" || var.open_to_everyone
    error_message = "authorization none lets everyone generate code at your cost. Confirm it with open_to_everyone = true."
  }
  validation {
    condition     = var.authorization != "none" || var.environment != "prod"
    error_message = "authorization must not be none in prod."
  }
}

variable "open_to_everyone" {
  description = "DANGER: confirms authorization none. Everyone who knows the URL can then generate code at your cost. Not possible in prod."
  type        = bool
  nullable    = false
  default     = false

  validation {
    condition     = !(var.open_to_everyone && var.environment == "prod")
    error_message = "open_to_everyone must be false in prod."
  }
}

variable "jwt" {
  description = "For authorization jwt: the URL of the issuer and the accepted audiences."
  type = object({
    issuer   = optional(string, "")
    audience = optional(list(string), [])
  })
  nullable = false
  default  = {}

  validation {
    condition     = var.authorization != "jwt" || startswith(var.jwt.issuer, "https://")
    error_message = "jwt: issuer must be a URL that begins with https://."
  }
  validation {
    condition     = var.authorization != "jwt" || length(var.jwt.audience) > 0
    error_message = "jwt: audience must not be empty, because every token of the issuer would then be accepted."
  }
}

variable "throttling" {
  description = "Limits for each route: calls per second (rate) and calls at the same time (burst). generate is for POST, read for every other route."
  type = object({
    generate = optional(object({ rate = number, burst = number }), { rate = 5, burst = 10 })
    read     = optional(object({ rate = number, burst = number }), { rate = 50, burst = 100 })
  })
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for limit in [var.throttling.generate, var.throttling.read] : limit.rate > 0 && limit.burst >= 1 && floor(limit.burst) == limit.burst])
    error_message = "throttling: rate must be more than 0 and burst a whole number of at least 1."
  }
}

variable "cors" {
  description = "Origins of the web pages that may call the API, and for how many seconds a browser remembers the permission. Without an origin, CORS is off."
  type = object({
    origins         = optional(list(string), [])
    max_age_seconds = optional(number, 3600)
  })
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for origin in var.cors.origins : origin == "*" || can(regex("^https?://[^/]+$", origin))])
    error_message = "cors: origins must be * or look like https://example.com, without a path."
  }
  validation {
    condition     = !contains(var.cors.origins, "*") || var.environment != "prod"
    error_message = "cors: origins must not contain * in prod."
  }
  validation {
    condition     = var.cors.max_age_seconds >= 0 && var.cors.max_age_seconds <= 86400
    error_message = "cors: max_age_seconds must be from 0 to 86400."
  }
}

variable "domain" {
  description = "Your own domain for the HTTP API: its name, its certificate in this region, and the Route 53 zone for its DNS record (without a zone, you create the record). With a domain, the API answers only there."
  type = object({
    name            = optional(string, "")
    certificate_arn = optional(string, "")
    zone_id         = optional(string, "")
  })
  nullable = false
  default  = {}

  validation {
    condition     = (var.domain.name == "") == (var.domain.certificate_arn == "")
    error_message = "domain: name and certificate_arn must be given together."
  }
  validation {
    condition     = var.domain.certificate_arn == "" || can(regex("^arn:[a-z-]+:acm:${var.region}:[0-9]{12}:certificate/.+$", var.domain.certificate_arn))
    error_message = "domain: certificate_arn must be the ARN of an ACM certificate in this region."
  }
  validation {
    condition     = var.domain.zone_id == "" || var.domain.name != ""
    error_message = "domain: zone_id requires name."
  }
}

variable "function_url" {
  description = "Whether to create a Function URL, for calls longer than 30 s and for streams. Its callers always sign their requests with IAM."
  type        = bool
  nullable    = false
  default     = false
}

variable "function_url_invoke_mode" {
  description = "How the Function URL answers: response-stream sends each piece as soon as it is written, buffered sends the whole answer in one piece. A version keeps the mode with which it was published."
  type        = string
  nullable    = false
  default     = "response-stream"

  validation {
    condition     = contains(["response-stream", "buffered"], var.function_url_invoke_mode)
    error_message = "function_url_invoke_mode must be response-stream or buffered."
  }
}

# Alarms and cost

variable "alarm_emails" {
  description = "E-mail addresses that receive alarms and budget notifications. Each recipient must confirm a first mail from AWS."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@[:space:]]+@[^@[:space:]]+$", address))])
    error_message = "alarm_emails must be e-mail addresses."
  }
}

variable "alarm_errors" {
  description = "Alarm threshold: invocations that crash or time out within 5 minutes. Failures that the program answers count as 5xx of the API instead."
  type        = number
  nullable    = false
  default     = 1

  validation {
    condition     = var.alarm_errors >= 1
    error_message = "alarm_errors must be at least 1."
  }
}

variable "alarm_throttles" {
  description = "Alarm threshold: invocations that Lambda rejects within 5 minutes because no concurrency is left."
  type        = number
  nullable    = false
  default     = 5

  validation {
    condition     = var.alarm_throttles >= 1
    error_message = "alarm_throttles must be at least 1."
  }
}

variable "alarm_duration_share" {
  description = "Alarm threshold: 99th percentile of the function's duration in 3 periods of 5 minutes, as a share of timeout_seconds."
  type        = number
  nullable    = false
  default     = 0.9

  validation {
    condition     = var.alarm_duration_share > 0 && var.alarm_duration_share <= 1
    error_message = "alarm_duration_share must be more than 0 and at most 1."
  }
}

variable "alarm_latency_share" {
  description = "Alarm threshold: 99th percentile of the HTTP API's latency in 3 periods of 5 minutes, as a share of gateway_limit_seconds."
  type        = number
  nullable    = false
  default     = 0.9

  validation {
    condition     = var.alarm_latency_share > 0 && var.alarm_latency_share <= 1
    error_message = "alarm_latency_share must be more than 0 and at most 1."
  }
}

variable "alarm_async_failures" {
  description = "Alarm threshold: jobs that Lambda gave up within 5 minutes."
  type        = number
  nullable    = false
  default     = 1

  validation {
    condition     = var.alarm_async_failures >= 1
    error_message = "alarm_async_failures must be at least 1."
  }
}

variable "alarm_server_errors" {
  description = "Alarm threshold: answers with status 5xx within 5 minutes, counted separately for the HTTP API and the Function URL."
  type        = number
  nullable    = false
  default     = 5

  validation {
    condition     = var.alarm_server_errors >= 1
    error_message = "alarm_server_errors must be at least 1."
  }
}

variable "monthly_budget_usd" {
  description = "Monthly budget in US dollars; 0 for none. It covers the whole account, because model calls have no tags. Notifications are sent at 80 % and 100 % of the actual cost and at 100 % of the forecast."
  type        = number
  nullable    = false
  default     = 0

  validation {
    condition     = var.monthly_budget_usd >= 0
    error_message = "monthly_budget_usd must be 0 or more."
  }
}
