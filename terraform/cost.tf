locals {
  notifications = {
    "80 % spent"     = { type = "ACTUAL", percent = 80 }
    "100 % spent"    = { type = "ACTUAL", percent = 100 }
    "100 % forecast" = { type = "FORECASTED", percent = 100 }
  }
}

# A filter by tag works once the tag is active for cost allocation, in the Billing console of the account that pays.
resource "aws_budgets_budget" "monthly" {
  for_each = toset(var.monthly_budget_usd == 0 ? [] : ["monthly"])

  name         = "${local.name}-${each.key}"
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.monthly_budget_usd)
  limit_unit   = "USD"

  dynamic "cost_filter" {
    for_each = var.budget_scope == "environment" ? ["TagKeyValue"] : []

    content {
      name   = cost_filter.value
      values = [format("user:Deployment$%s", local.name)]
    }
  }

  dynamic "notification" {
    for_each = local.notifications

    content {
      notification_type         = notification.value.type
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value.percent
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [aws_sns_topic.alarms.arn]
    }
  }

  # AWS Budgets sends to the topic when the budget is created.
  depends_on = [aws_sns_topic_policy.alarms]
}
