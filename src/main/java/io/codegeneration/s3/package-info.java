/**
 * The object store on Amazon S3. Uses the archive of the core and the package {@code aws}. No other package knows S3's
 * requests and errors. Read {@link io.codegeneration.s3.S3ObjectStore} first.
 */
package io.codegeneration.s3;
