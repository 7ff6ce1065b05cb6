/**
 * Keeps generations: keys, records, files and lists, behind the ports {@link
 * io.codegeneration.generation.archive.ObjectStore} and {@link io.codegeneration.generation.archive.RecordFormat}. It
 * also marks generations as failed whose process died. Uses the vocabulary only. Read {@link
 * io.codegeneration.generation.archive.Archive} first.
 */
package io.codegeneration.generation.archive;
