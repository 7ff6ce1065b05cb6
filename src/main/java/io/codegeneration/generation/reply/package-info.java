/**
 * Reads a model's text: finds the code and its files, names them, and joins a truncated text to its continuation. Uses
 * the vocabulary and the Markdown parser. Read {@link io.codegeneration.generation.reply.ReplyReader} first.
 */
package io.codegeneration.generation.reply;
