package io.codegeneration.blackbox;

import io.codegeneration.testing.Backend;
import io.codegeneration.testing.FaultyProxy;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the program asked of S3, and what is left there of it. */
record Wire(Backend backend) {

    private static final String ROOT = "/" + Backend.BUCKET + "/";

    static boolean code(FaultyProxy.ProxiedRequest request) {
        return request.path().startsWith(ROOT + "code-output/");
    }

    static boolean record(FaultyProxy.ProxiedRequest request) {
        return request.path().startsWith(ROOT + "generations/");
    }

    static boolean claim(FaultyProxy.ProxiedRequest request) {
        return request.path().startsWith(ROOT + "idempotency/");
    }

    static boolean put(FaultyProxy.ProxiedRequest request) {
        return request.method().equals("PUT");
    }

    /** Makes a claim. */
    static boolean claims(FaultyProxy.ProxiedRequest request) {
        return claim(request) && put(request) && request.header("If-None-Match") != null;
    }

    /** Writes over a claim. */
    static boolean finishes(FaultyProxy.ProxiedRequest request) {
        return claim(request) && put(request) && request.header("If-Match") != null;
    }

    /** Every request since the last reset, such as {@code PUT record}, in its order. */
    List<String> steps() {
        return backend.proxy().requests().stream().map(Wire::step).toList();
    }

    private static String step(FaultyProxy.ProxiedRequest request) {
        if (request.query().contains("list-type")) {
            return "LIST";
        }
        String what = code(request) ? "code" : record(request) ? "record" : claim(request) ? "claim" : request.path();
        return request.method() + " " + what;
    }

    /** Keys that were written since the last reset and are still there, except those of freed claims. */
    List<String> left() {
        return backend.proxy().requests().stream()
                .filter(Wire::put)
                .map(request -> URLDecoder.decode(request.path().substring(ROOT.length()), StandardCharsets.UTF_8))
                .distinct()
                .filter(key -> backend.s3().exists(Backend.BUCKET, key))
                .filter(key -> !isFreed(key))
                .sorted()
                .toList();
    }

    /** Whether a key has a claim that says no more than that its idempotency key is free. */
    private boolean isFreed(String key) {
        return key.startsWith("idempotency/")
                && backend.s3().object(Backend.BUCKET, key).text().contains("\"state\":\"FREE\"");
    }

    /** Keys of the bucket that begin so. */
    List<String> keys(String prefix) {
        return backend.s3().keys(Backend.BUCKET).stream()
                .filter(key -> key.startsWith(prefix))
                .toList();
    }
}
