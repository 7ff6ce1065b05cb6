/** What AWS Lambda and the gateways before it tell of a request, and the repair of what they mangle. */
package io.codegeneration.lambda;
