/**
 * The JSON form of records, claims and answers, the same for every store and for HTTP. Implements the formats of the archive
 * and of the claims. Every version of the program reads what older versions wrote. Read {@link
 * io.codegeneration.json.StoredJson} first.
 */
package io.codegeneration.json;
