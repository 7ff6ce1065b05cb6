/**
 * The vocabulary of the program: ids, requests, records, problems, languages, owners and deadlines. It uses
 * none of the other packages, and all of them may use it. Read {@link io.codegeneration.generation.GenerationRecord}
 * first.
 */
package io.codegeneration.generation;
