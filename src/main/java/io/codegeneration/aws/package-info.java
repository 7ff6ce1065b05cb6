/** What the adapters that use the SDK of AWS share: the way to the network. */
package io.codegeneration.aws;
