package io.codegeneration.json;

import io.codegeneration.generation.archive.RecordFormat;
import io.codegeneration.generation.idempotency.ClaimFormat;

/** Creates the formats of this package as the container does. */
public final class TestJson {

    private TestJson() {}

    public static RecordFormat records() {
        return new JsonRecordFormat();
    }

    public static ClaimFormat claims() {
        return new JsonClaimFormat();
    }
}
