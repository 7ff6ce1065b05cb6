# Which version callers get.

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

override_data {
  target = data.aws_caller_identity.current
  values = { account_id = "123456789012" }
}

override_data {
  target = data.aws_lambda_function.stable
  values = { description = "Code Generation 1.2.2" }
}

# The newest version is the third.
override_resource {
  target          = aws_lambda_function.this
  override_during = plan
  values          = { version = "3" }
}

variables {
  environment = "dev"
  region      = "us-east-1"
  package     = "tests/package/function.zip"
}

run "callers_get_the_newest_version" {
  command = plan

  assert {
    condition     = aws_lambda_alias.live.function_version == "3" && length(aws_lambda_alias.live.routing_config) == 0
    error_message = "The alias must point to the newest version alone."
  }
  assert {
    condition     = output.version == "1.2.3"
    error_message = "The version must be that of the zip."
  }
}

run "a_canary_takes_its_share" {
  command = plan

  variables {
    stable_version = "2"
    canary_weight  = 0.1
  }

  assert {
    condition     = aws_lambda_alias.live.function_version == "2" && one(aws_lambda_alias.live.routing_config).additional_version_weights == tomap({ "3" = 0.1 })
    error_message = "The newest version must take its share beside the stable one."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["canary"].dimensions.ExecutedVersion == "3"
    error_message = "The new version must be watched."
  }
  assert {
    condition     = output.version == "1.2.2"
    error_message = "The version must be the stable one's."
  }
}

run "a_rollback_leaves_the_new_version_nothing" {
  command = plan

  variables {
    stable_version = "2"
  }

  assert {
    condition     = aws_lambda_alias.live.function_version == "2" && length(aws_lambda_alias.live.routing_config) == 0
    error_message = "The alias must point to the old version alone."
  }
  assert {
    condition     = output.version == "1.2.2"
    error_message = "The version must be the old one's."
  }
}

# Version 3 is the newest: there is no other to take canary_weight.
run "refuses_a_canary_without_a_new_version" {
  command = plan

  variables {
    stable_version = "3"
    canary_weight  = 0.1
  }

  expect_failures = [aws_lambda_alias.live]
}

# stable_version 4 has not been published.
run "refuses_a_version_to_come" {
  command = plan

  variables {
    stable_version = "4"
  }

  expect_failures = [aws_lambda_alias.live]
}

run "copies_are_kept_warm_where_wanted" {
  command = plan

  variables {
    provisioned_concurrency = 2
  }

  assert {
    condition     = aws_lambda_provisioned_concurrency_config.live["live"].provisioned_concurrent_executions == 2 && aws_lambda_provisioned_concurrency_config.live["live"].qualifier == "live"
    error_message = "The alias must be kept warm."
  }
}
