/**
 * The store port on Amazon S3. Uses the archive of the core and the package {@code aws}; no other package knows S3's
 * shapes and errors. Read {@link io.codegeneration.s3.S3ObjectStore} first.
 */
package io.codegeneration.s3;
