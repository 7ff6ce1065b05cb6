/**
 * Makes one generation, from the request to the stored files: checks the request, asks a model, reads the reply and
 * stores the result. Uses the archive, the models and the reply. Read {@link
 * io.codegeneration.generation.making.CodeGeneration} first.
 */
package io.codegeneration.generation.making;
