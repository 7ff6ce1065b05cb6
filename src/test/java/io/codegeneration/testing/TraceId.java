package io.codegeneration.testing;

import java.time.Instant;
import java.util.UUID;

/** X-Ray's root ids: the version, the time in hexadecimal seconds, 24 random hexadecimal digits. */
final class TraceId {

    private TraceId() {}

    static String next() {
        String random = UUID.randomUUID().toString().replace("-", "").substring(0, 24);
        return "Root=1-" + Long.toHexString(Instant.now().getEpochSecond()) + "-" + random;
    }
}
