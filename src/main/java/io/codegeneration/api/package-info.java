/** HTTP: routes, bodies, headers, problems. What they mean is the business of the generation package. */
package io.codegeneration.api;
