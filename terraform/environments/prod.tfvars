environment = "prod"
region      = "us-east-1"

architecture         = "x86_64"
reserved_concurrency = 50
function_url         = true

log_retention_days      = 90
noncurrent_version_days = 30

throttling = {
  generate = { rate = 20, burst = 40 }
  read     = { rate = 100, burst = 200 }
}

monthly_budget_usd = 500
