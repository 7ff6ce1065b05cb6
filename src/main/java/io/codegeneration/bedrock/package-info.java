/**
 * The model port on Amazon Bedrock. Uses the models of the core and the package {@code aws}; no other package knows
 * Bedrock's shapes and errors. Read {@link io.codegeneration.bedrock.BedrockModel} first.
 */
package io.codegeneration.bedrock;
