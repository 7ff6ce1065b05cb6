# What is said of a zip has to be true, before anything is uploaded.

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

variables {
  environment  = "dev"
  region       = "us-east-1"
  architecture = "x86_64"
  package      = "tests/package/function.zip"
}

run "takes_a_zip_that_is_what_its_facts_say" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("tests/package/function.zip")
    error_message = "The function is not made of the zip."
  }
  assert {
    condition     = aws_lambda_function.this.description == "Code Generation 1.2.3" && output.version == "1.2.3"
    error_message = "The program's version is not told."
  }
}

# was built for x86_64, and architecture is arm64.
run "refuses_a_zip_for_another_processor" {
  command = plan

  variables {
    architecture = "arm64"
  }

  expect_failures = [aws_lambda_function.this]
}

# is not the file that tests/changed-package/function.json tells of
run "refuses_a_zip_that_was_changed" {
  command = plan

  variables {
    package = "tests/changed-package/function.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

# There is no tests/nowhere/function-x86_64.zip with a function-x86_64.json beside it.
run "refuses_a_zip_that_is_not_there" {
  command = plan

  variables {
    package = "tests/nowhere/function-x86_64.zip"
  }

  expect_failures = [aws_lambda_function.this]
}
