/** The model port on Amazon Bedrock. */
package io.codegeneration.bedrock;
