# The version that callers reach, and the mode in which the Function URL answers.

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
  values = {
    description = "Code Generation 1.2.2"
    environment = [{ variables = { CODEGEN_FUNCTION_URL_INVOKE_MODE = "response-stream" } }]
  }
}

# The newest version is 3.
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

run "callers_reach_the_newest_version" {
  command = plan

  assert {
    condition     = aws_lambda_alias.live.function_version == "3" && length(aws_lambda_alias.live.routing_config) == 0
    error_message = "The alias must point to the newest version alone."
  }
  assert {
    condition     = output.version == "1.2.3"
    error_message = "The output must be the version of the zip."
  }
}

run "a_canary_gets_its_share" {
  command = plan

  variables {
    stable_version = "2"
    canary_weight  = 0.1
  }

  assert {
    condition     = aws_lambda_alias.live.function_version == "2" && one(aws_lambda_alias.live.routing_config).additional_version_weights == tomap({ "3" = 0.1 })
    error_message = "The newest version must get its share of the calls, the stable version the others."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["canary"].dimensions.ExecutedVersion == "3"
    error_message = "An alarm must watch the new version."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["canary-server-errors"].dimensions.FunctionVersion == "3" && aws_cloudwatch_metric_alarm.this["canary-server-errors"].threshold == 2
    error_message = "An alarm must watch the 5xx of the new version."
  }
  assert {
    condition = alltrue([
      one(aws_cloudwatch_log_metric_filter.server_errors["canary"].metric_transformation).namespace == aws_cloudwatch_metric_alarm.this["canary-server-errors"].namespace,
      one(aws_cloudwatch_log_metric_filter.server_errors["canary"].metric_transformation).name == aws_cloudwatch_metric_alarm.this["canary-server-errors"].metric_name,
      aws_cloudwatch_log_metric_filter.server_errors["canary"].log_group_name == "/aws/lambda/code-generation-dev",
    ])
    error_message = "The function's log must feed the alarm."
  }
  assert {
    condition     = output.version == "1.2.2"
    error_message = "The output must be the stable version."
  }
}

run "after_a_rollback_the_new_version_gets_no_calls" {
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
    error_message = "The output must be the old version."
  }
}

run "the_function_url_streams" {
  command = plan

  variables {
    function_url = true
  }

  assert {
    condition     = aws_lambda_function_url.live["live"].invoke_mode == "RESPONSE_STREAM" && one(aws_lambda_function.this.environment).variables["CODEGEN_FUNCTION_URL_INVOKE_MODE"] == "response-stream"
    error_message = "The Function URL and the program must stream."
  }
}

run "the_function_url_answers_in_one_piece" {
  command = plan

  variables {
    function_url             = true
    function_url_invoke_mode = "buffered"
  }

  assert {
    condition     = aws_lambda_function_url.live["live"].invoke_mode == "BUFFERED" && one(aws_lambda_function.this.environment).variables["CODEGEN_FUNCTION_URL_INVOKE_MODE"] == "buffered"
    error_message = "The Function URL and the program must buffer."
  }
}

run "a_rollback_restores_the_invoke_mode" {
  command = plan

  variables {
    function_url             = true
    function_url_invoke_mode = "buffered"
    stable_version           = "2"
  }

  assert {
    condition     = aws_lambda_function_url.live["live"].invoke_mode == "RESPONSE_STREAM" && one(aws_lambda_function.this.environment).variables["CODEGEN_FUNCTION_URL_INVOKE_MODE"] == "buffered"
    error_message = "The Function URL must have the mode of the old version."
  }
}

run "a_version_without_the_setting_answers_in_one_piece" {
  command = plan

  override_data {
    target = data.aws_lambda_function.stable
    values = {
      description = "Code Generation 1.2.2"
      environment = [{ variables = {} }]
    }
  }

  variables {
    function_url   = true
    stable_version = "2"
  }

  assert {
    condition     = aws_lambda_function_url.live["live"].invoke_mode == "BUFFERED"
    error_message = "The Function URL must have the program's default mode."
  }
}

run "a_canary_may_have_the_same_invoke_mode" {
  command = plan

  variables {
    function_url   = true
    stable_version = "2"
    canary_weight  = 0.1
  }

  assert {
    condition     = aws_lambda_function_url.live["live"].invoke_mode == "RESPONSE_STREAM"
    error_message = "The Function URL must have the mode of both versions."
  }
}

run "without_a_function_url_the_invoke_mode_does_not_matter" {
  command = plan

  variables {
    function_url_invoke_mode = "buffered"
    stable_version           = "2"
    canary_weight            = 0.1
  }

  assert {
    condition     = length(aws_lambda_function_url.live) == 0
    error_message = "There must be no Function URL."
  }
}

# Version 2 has the invoke mode response-stream, the new one buffered, and a Function URL has one mode only.
run "refuses_a_canary_with_another_invoke_mode" {
  command = plan

  variables {
    function_url             = true
    function_url_invoke_mode = "buffered"
    stable_version           = "2"
    canary_weight            = 0.1
  }

  expect_failures = [aws_lambda_alias.live]
}

# Version 3 is the newest, so no other version can get canary_weight.
run "refuses_a_canary_without_a_new_version" {
  command = plan

  variables {
    stable_version = "3"
    canary_weight  = 0.1
  }

  expect_failures = [aws_lambda_alias.live]
}

# stable_version 4 has not been published.
run "refuses_a_version_that_does_not_exist" {
  command = plan

  variables {
    stable_version = "4"
  }

  expect_failures = [aws_lambda_alias.live]
}

run "the_version_that_callers_reach_is_kept_warm" {
  command = plan

  variables {
    provisioned_concurrency = 2
  }

  assert {
    condition     = aws_lambda_provisioned_concurrency_config.live["live"].provisioned_concurrent_executions == 2 && aws_lambda_provisioned_concurrency_config.live["live"].qualifier == "3"
    error_message = "The newest version must have provisioned concurrency."
  }
}

run "a_canary_leaves_the_stable_version_warm" {
  command = plan

  variables {
    provisioned_concurrency = 2
    stable_version          = "2"
    canary_weight           = 0.1
  }

  assert {
    condition     = aws_lambda_provisioned_concurrency_config.live["live"].qualifier == "2"
    error_message = "The stable version must have provisioned concurrency, not the alias with its weights."
  }
}
