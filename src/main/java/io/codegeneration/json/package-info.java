/**
 * The one JSON form of records, claims and answers, for every store and for HTTP alike. Implements the formats of the
 * archive and of the claims, and outlives versions of the program. Read {@link io.codegeneration.json.StoredJson}
 * first.
 */
package io.codegeneration.json;
