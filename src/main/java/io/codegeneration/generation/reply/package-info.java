/**
 * Reads the reply of a model: finds the files and names them, and joins a truncated reply with its continuation. Uses the
 * vocabulary and the Markdown parser. Read {@link io.codegeneration.generation.reply.ReplyReader} first.
 */
package io.codegeneration.generation.reply;
