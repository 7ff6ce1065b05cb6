/**
 * What the adapters that use the AWS SDK share: its HTTP client, time limits, connections to open early, and the
 * rehearsal of a request. Uses none of the other packages and knows no service. Read {@link
 * io.codegeneration.aws.Transport} first.
 */
package io.codegeneration.aws;
