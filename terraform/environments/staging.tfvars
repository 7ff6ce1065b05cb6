environment = "staging"
region      = "us-east-1"

architecture         = "x86_64"
reserved_concurrency = 10
function_url         = true

log_retention_days            = 30
expire_generations_after_days = 90

monthly_budget_usd = 50
