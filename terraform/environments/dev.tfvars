environment = "dev"
region      = "us-east-1"

architecture         = "x86_64"
reserved_concurrency = -1
function_url         = true

log_retention_days            = 14
expire_generations_after_days = 30
force_destroy                 = true

monthly_budget_usd = 20
