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
  description = "Second part of every name, for example dev, staging, prod or review-42: lower-case letters, digits and single hyphens. A name that begins with prod is protected like production = true."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+(-[a-z0-9]+)*$", var.environment))
    error_message = "environment must have lower-case letters and digits, with single hyphens between them."
  }
  validation {
    condition     = length("${var.project}${var.environment}${var.region}") <= 48
    error_message = "environment is too long: project, environment and region are parts of the bucket's name and may have 48 characters together."
  }
}

variable "production" {
  description = "Whether this environment is protected: its bucket is never destroyed with its contents, access is never open, and the number of instances is limited. Always so if the name of the environment begins with prod."
  type        = bool
  nullable    = false
  default     = false
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
  description = "Tags for all resources, in addition to Project, Environment and Deployment."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.tags) : !contains(["Project", "Environment", "Deployment"], key) && !startswith(lower(key), "aws:")])
    error_message = "tags must not contain Project, Environment or Deployment, which are set already, or keys that begin with aws:."
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
  validation {
    condition     = var.kms_key_arn == "" || try(split(":", var.kms_key_arn)[3], "") == var.region
    error_message = "kms_key_arn must be the ARN of a key in region, because S3 uses no key of another region."
  }
}

variable "kms_key_arns" {
  description = "ARNs of the KMS keys that encrypt the logs, the topic for alarms and the queue of failed jobs; empty for keys that AWS owns. README.md says what the key policies must allow."
  type = object({
    logs  = optional(string, "")
    topic = optional(string, "")
    queue = optional(string, "")
  })
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for arn in [var.kms_key_arns.logs, var.kms_key_arns.topic, var.kms_key_arns.queue] : arn == "" || can(regex("^arn:[a-z-]+:kms:${var.region}:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))])
    error_message = "kms_key_arns must be ARNs of keys (not of aliases) in region, or empty."
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
  description = "DANGER: terraform destroy removes the bucket even if it is not empty. Not possible in production."
  type        = bool
  nullable    = false
  default     = false

  validation {
    condition     = !(var.force_destroy && local.production)
    error_message = "force_destroy must be false in production, because all generations would be lost."
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
    condition     = var.reserved_concurrency != -1 || !local.production
    error_message = "reserved_concurrency must not be -1 in production, because it limits the cost."
  }
}

variable "provisioned_concurrency" {
  description = "Number of instances of the function that are kept warm and billed by the hour; 0 for none. They belong to the version that callers reach, never to a canary."
  type        = number
  nullable    = false
  default     = 0

  validation {
    condition     = var.provisioned_concurrency >= 0 && floor(var.provisioned_concurrency) == var.provisioned_concurrency
    error_message = "provisioned_concurrency must be a whole number, or 0 for none."
  }
  validation {
    condition     = var.reserved_concurrency == -1 || 2 * var.provisioned_concurrency <= var.reserved_concurrency
    error_message = "provisioned_concurrency must not exceed half of reserved_concurrency, because an update warms the new version while the old one is still warm."
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

variable "extra_environment" {
  description = "Environment variables of the function that have no variable here, for example QUARKUS_LOG_LEVEL or HTTPS_PROXY. Everyone who can read the function's configuration or the state sees the values: no secrets."
  type        = map(string)
  nullable    = false
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.extra_environment) : can(regex("^[A-Za-z][A-Za-z0-9_]*$", name))])
    error_message = "extra_environment: names must begin with a letter and contain only letters, digits and underscores."
  }
  validation {
    condition     = alltrue([for name in keys(var.extra_environment) : !contains(local.settings_with_a_variable, upper(name)) && !can(regex("^CODEGEN_(MODEL_OVERRIDES|BEDROCK_PROFILES)_", upper(name)))])
    error_message = "extra_environment must not contain a setting that has a variable of its own. Use that variable."
  }
  validation {
    condition     = alltrue([for name in keys(var.extra_environment) : !contains(local.names_reserved_by_lambda, name) && !startswith(name, "AWS_LAMBDA_")])
    error_message = "extra_environment must not contain a name that Lambda reserves, such as AWS_REGION."
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

variable "model_permitted" {
  description = "Models that the function may call, but callers cannot choose: those of versions that are still in use. List the old models while you change to others and for as long as you may roll back."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for id in var.model_permitted : can(regex("^[A-Za-z0-9][A-Za-z0-9.:/_-]*$", id))])
    error_message = "model_permitted must be model ids, inference profile ids or ARNs."
  }
}

variable "application_profiles" {
  description = "Whether to create a tagged application inference profile for each model, and to call the models through them, so that the cost of the models counts for this environment."
  type        = bool
  nullable    = false
  default     = false

  validation {
    condition     = !var.application_profiles || contains(["", var.region], var.bedrock_region)
    error_message = "application_profiles requires that Bedrock is called in region: leave bedrock_region empty."
  }
}

variable "underlying_models" {
  description = "Model ids behind application inference profiles of your own. Required if the ARN of such a profile is configured, because it does not show them."
  type        = list(string)
  nullable    = false
  default     = []

  validation {
    condition     = alltrue([for id in var.underlying_models : can(regex("^[a-z0-9-]+\\.[A-Za-z0-9.:_-]+$", id)) && !can(regex(local.profile_prefix, id))])
    error_message = "underlying_models must be model ids such as anthropic.claude-haiku-5-5, without a geography prefix."
  }
  validation {
    condition     = length(var.underlying_models) > 0 || !anytrue([for id in concat([var.model_id], var.model_fallbacks, var.model_allowed, var.model_permitted) : strcontains(id, ":application-inference-profile/")])
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
  validation {
    condition     = alltrue([for place in values(local.model_places) : can(regex(place, coalesce(var.bedrock_region, var.region)))])
    error_message = "bedrock_region (if empty: region) is wrong for ${join(", ", [for id, place in local.model_places : id if !can(regex(place, coalesce(var.bedrock_region, var.region)))])}. In ${coalesce(var.bedrock_region, var.region)}, use an inference profile of its geography (us., eu., jp., au., apac., ca., us-gov.) or a global. one, or set another bedrock_region."
  }
}

variable "guardrail" {
  description = "Guardrail for instructions and replies: its id or ARN, its version, a number or DRAFT, and its guardrail profile, such as us.guardrail.v1:0, if it works across regions. Without an id, there is none."
  type = object({
    id      = optional(string, "")
    version = optional(string, "DRAFT")
    profile = optional(string, "")
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
  validation {
    condition     = var.guardrail.profile == "" || can(regex("^[a-z-]+\\.guardrail\\.v[0-9]+(:[0-9]+)?$", var.guardrail.profile))
    error_message = "guardrail: profile must look like us.guardrail.v1:0, or be empty."
  }
  validation {
    condition     = var.guardrail.profile == "" || var.guardrail.id != ""
    error_message = "guardrail: profile requires id."
  }
  validation {
    condition     = can(regex(lookup(local.geographies, split(".", var.guardrail.profile)[0], ""), local.bedrock_region))
    error_message = "guardrail: profile belongs to another geography than ${local.bedrock_region}."
  }
  validation {
    condition     = !startswith(var.guardrail.id, "arn:") || try(split(":", var.guardrail.id)[3], "") == local.bedrock_region
    error_message = "guardrail: id must be the ARN of a guardrail in the region where Bedrock is called."
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
  description = "Who may call the HTTP API: iam (signed requests), jwt (tokens from the issuer in jwt), lambda (whoever the function in lambda_authorizer admits) or none (everyone; requires open_to_everyone)."
  type        = string
  nullable    = false
  default     = "iam"

  validation {
    condition     = contains(["iam", "jwt", "lambda", "none"], var.authorization)
    error_message = "authorization must be iam, jwt, lambda or none."
  }
  validation {
    condition     = var.authorization != "none" || var.open_to_everyone
    error_message = "authorization none lets everyone generate code at your cost. Confirm it with open_to_everyone = true."
  }
  validation {
    condition     = var.authorization != "none" || !local.production
    error_message = "authorization must not be none in production."
  }
}

variable "open_to_everyone" {
  description = "DANGER: confirms authorization none. Everyone who knows the URL can then generate code at your cost. Not possible in production."
  type        = bool
  nullable    = false
  default     = false

  validation {
    condition     = !(var.open_to_everyone && local.production)
    error_message = "open_to_everyone must be false in production."
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

variable "lambda_authorizer" {
  description = "For authorization lambda: the ARN of the function (or of its alias) that decides, the key of its context that names the caller, the parts of a request that identify the caller, for how many seconds a decision is remembered (0 for never), and whether it answers isAuthorized (simple_responses) or an IAM policy. It gets payload format 2.0."
  type = object({
    function_arn     = optional(string, "")
    context_key      = optional(string, "")
    identity_sources = optional(list(string), ["$request.header.Authorization"])
    cache_seconds    = optional(number, 0)
    simple_responses = optional(bool, true)
  })
  nullable = false
  default  = {}

  validation {
    condition     = var.authorization != "lambda" || can(regex("^arn:[a-z-]+:lambda:${var.region}:[0-9]{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_-]+)?$", var.lambda_authorizer.function_arn))
    error_message = "lambda_authorizer: function_arn must be the ARN of a function, or of an alias of one, in region."
  }
  validation {
    condition     = var.authorization != "lambda" || can(regex("^[A-Za-z0-9_.-]+$", var.lambda_authorizer.context_key))
    error_message = "lambda_authorizer: context_key must be the key of the authorizer's context that names the caller. Without a name, the program refuses every call."
  }
  validation {
    condition     = alltrue([for source in var.lambda_authorizer.identity_sources : can(regex("^\\$(request\\.(header|querystring)|context|stageVariables)\\.[A-Za-z0-9._-]+$", source))])
    error_message = "lambda_authorizer: identity_sources must look like $request.header.Authorization."
  }
  validation {
    condition     = var.lambda_authorizer.cache_seconds >= 0 && var.lambda_authorizer.cache_seconds <= 3600 && floor(var.lambda_authorizer.cache_seconds) == var.lambda_authorizer.cache_seconds
    error_message = "lambda_authorizer: cache_seconds must be a whole number from 0 to 3600."
  }
  validation {
    condition     = var.lambda_authorizer.cache_seconds == 0 || length(var.lambda_authorizer.identity_sources) > 0
    error_message = "lambda_authorizer: cache_seconds requires identity_sources, because one caller would otherwise get the decision for another."
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
    condition     = !contains(var.cors.origins, "*") || !local.production
    error_message = "cors: origins must not contain * in production."
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

variable "alarm_thresholds" {
  description = <<-TEXT
    Thresholds of the alarms, all for 5 minutes:
    errors: invocations that crash or time out. Failures that the program answers count as 5xx instead.
    throttles: invocations that Lambda rejects because no concurrency is left.
    duration_share: 99th percentile of the function's duration in 3 periods, as a share of timeout_seconds.
    latency_share: 99th percentile of the HTTP API's latency in 3 periods, as a share of gateway_limit_seconds.
    async_failures: jobs that Lambda gave up.
    server_errors: answers with status 5xx, counted separately for the HTTP API and the Function URL.
    canary_server_errors: failures with status 5xx that the new version of a canary answers.
  TEXT
  type = object({
    errors               = optional(number, 1)
    throttles            = optional(number, 5)
    duration_share       = optional(number, 0.9)
    latency_share        = optional(number, 0.9)
    async_failures       = optional(number, 1)
    server_errors        = optional(number, 5)
    canary_server_errors = optional(number, 2)
  })
  nullable = false
  default  = {}

  validation {
    condition     = alltrue([for name in ["errors", "throttles", "async_failures", "server_errors", "canary_server_errors"] : var.alarm_thresholds[name] >= 1])
    error_message = "alarm_thresholds: errors, throttles, async_failures, server_errors and canary_server_errors must be at least 1."
  }
  validation {
    condition     = alltrue([for name in ["duration_share", "latency_share"] : var.alarm_thresholds[name] > 0 && var.alarm_thresholds[name] <= 1])
    error_message = "alarm_thresholds: duration_share and latency_share must be more than 0 and at most 1."
  }
}

variable "monthly_budget_usd" {
  description = "Monthly budget in US dollars; 0 for none. Notifications are sent at 80 % and 100 % of the actual cost and at 100 % of the forecast."
  type        = number
  nullable    = false
  default     = 0

  validation {
    condition     = var.monthly_budget_usd >= 0
    error_message = "monthly_budget_usd must be 0 or more."
  }
}

variable "budget_scope" {
  description = "What the budget covers: account (everything in it) or environment (what has this environment's tag Deployment; requires application_profiles, because model calls have tags only through them)."
  type        = string
  nullable    = false
  default     = "account"

  validation {
    condition     = contains(["account", "environment"], var.budget_scope)
    error_message = "budget_scope must be account or environment."
  }
  validation {
    condition     = var.budget_scope != "environment" || var.application_profiles
    error_message = "budget_scope environment requires application_profiles. Without them, the budget would leave out the model calls, which cost the most."
  }
}
