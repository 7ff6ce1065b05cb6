locals {
  # Bucket names are global. Account and region make this one unique.
  bucket     = "${local.name}-${local.account}-${var.region}"
  bucket_arn = "arn:${local.partition}:s3:::${local.bucket}"

  generation_prefixes = ["code-output/", "generations/"]
  idempotency_prefix  = "idempotency/"

  # Number of days after which objects with a prefix are removed. Claims stay longer than the program reads them.
  expirations = merge(
    { (local.idempotency_prefix) = ceil(var.idempotency_retention_hours / 24) + 1 },
    var.expire_generations_after_days == 0 ? {} : { for prefix in local.generation_prefixes : prefix => var.expire_generations_after_days },
  )
}

resource "aws_s3_bucket" "generations" {
  bucket        = local.bucket
  force_destroy = var.force_destroy
}

resource "aws_s3_bucket_public_access_block" "generations" {
  bucket = aws_s3_bucket.generations.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "generations" {
  bucket = aws_s3_bucket.generations.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "generations" {
  bucket = aws_s3_bucket.generations.id

  rule {
    bucket_key_enabled = var.kms_key_arn != ""

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == "" ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn == "" ? null : var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "generations" {
  bucket = aws_s3_bucket.generations.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "generations" {
  # Versioning must be on before there are rules for old versions.
  bucket = aws_s3_bucket_versioning.generations.bucket

  dynamic "rule" {
    for_each = local.expirations

    content {
      id     = "expire-${trimsuffix(rule.key, "/")}"
      status = "Enabled"

      filter {
        prefix = rule.key
      }

      expiration {
        days = rule.value
      }
    }
  }

  rule {
    id     = "tidy-up"
    status = "Enabled"

    filter {
      prefix = ""
    }

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_version_days
    }

    expiration {
      expired_object_delete_marker = true
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

# Together, the two statements cover every action. Policies here never contain s3:*.
data "aws_iam_policy_document" "bucket" {
  statement {
    sid         = "TlsOnly"
    effect      = "Deny"
    not_actions = ["s3:GetBucketLocation"]
    resources   = [local.bucket_arn, "${local.bucket_arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "TlsOnlyForGetBucketLocation"
    effect    = "Deny"
    actions   = ["s3:GetBucketLocation"]
    resources = [local.bucket_arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "generations" {
  bucket = aws_s3_bucket.generations.id
  policy = data.aws_iam_policy_document.bucket.json

  # S3 rejects two changes of a bucket's access at the same time.
  depends_on = [aws_s3_bucket_public_access_block.generations]
}
