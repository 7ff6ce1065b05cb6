/** The store port on Amazon S3, and the records' format. */
package io.codegeneration.s3;
