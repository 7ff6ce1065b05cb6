# A plan refuses a zip that its .json file does not describe.

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

run "accepts_a_zip_that_its_file_describes" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.source_code_hash == filebase64sha256("tests/package/function.zip")
    error_message = "The function must have the code of the zip."
  }
  assert {
    condition     = aws_lambda_function.this.description == "Code Generation 1.2.3" && output.version == "1.2.3"
    error_message = "The description and the output must have the program's version."
  }
}

run "accepts_a_zip_that_needs_no_glibc" {
  command = plan

  variables {
    package = "tests/package/static.zip"
  }
}

# was built for macos, but Lambda starts programs for Linux.
run "refuses_a_zip_for_another_operating_system" {
  command = plan

  variables {
    package = "tests/package/macos.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

# was built for an unknown operating system, but Lambda starts programs for Linux.
run "refuses_a_zip_whose_file_names_no_operating_system" {
  command = plan

  variables {
    package = "tests/package/before-os.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

# needs glibc 2.38, but Lambda has glibc 2.34.
run "refuses_a_zip_that_needs_a_newer_glibc" {
  command = plan

  variables {
    package = "tests/package/newer-glibc.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

# was built for x86_64, but architecture is arm64.
run "refuses_a_zip_for_another_architecture" {
  command = plan

  variables {
    architecture = "arm64"
  }

  expect_failures = [aws_lambda_function.this]
}

# does not have the SHA-256 in tests/changed-package/function.json.
run "refuses_a_zip_that_was_changed" {
  command = plan

  variables {
    package = "tests/changed-package/function.zip"
  }

  expect_failures = [aws_lambda_function.this]
}

# tests/nowhere/function-x86_64.zip or tests/nowhere/function-x86_64.json does not exist.
run "refuses_a_zip_that_does_not_exist" {
  command = plan

  variables {
    package = "tests/nowhere/function-x86_64.zip"
  }

  expect_failures = [aws_lambda_function.this]
}
