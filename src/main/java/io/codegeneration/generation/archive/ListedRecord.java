package io.codegeneration.generation.archive;

/** What a list needs of a record. */
record ListedRecord(Listing.Item item, Tracking tracking) {}
