package io.codegeneration.s3;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The bucket. */
@ConfigMapping(prefix = "codegen")
interface S3Config {

    /** The bucket that keeps code and records. Required if objects are kept in S3. */
    Optional<String> bucket();
}
