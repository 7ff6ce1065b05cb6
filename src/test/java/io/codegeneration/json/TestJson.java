package io.codegeneration.json;

import io.codegeneration.generation.archive.RecordFormat;
import io.codegeneration.generation.idempotency.ClaimFormat;

/** Makes what this package holds as the container does. */
public final class TestJson {

    private TestJson() {}

    public static RecordFormat records() {
        return new JsonRecordFormat();
    }

    public static ClaimFormat claims() {
        return new JsonClaimFormat();
    }
}
