package io.codegeneration.local;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;

/**
 * Serves the page, which is the folder {@code page} of the resources, at {@code /}. A path that is not one of its files goes on
 * to the API. A JAX-RS resource would be part of the production build, although its package is excluded from it.
 */
@ApplicationScoped
class PageRoutes {

    /**
     * What the page may do. Its own scripts and styles are files, so inline ones never run. It never reads HTML, so what would
     * make elements or scripts of a text fails (Trusted Types). It may call any API over HTTPS, because its user enters the
     * address of a deployed API, and any server of this machine. Over plain HTTP, credentials could be read on the way, so it
     * reaches no other server.
     */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");

    /** Headers of every file, beside those of every response: it is not cached, so a reload shows what was changed. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", POLICY,
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    void register(@Observes Router router) {
        router.route().method(HttpMethod.GET).method(HttpMethod.HEAD).handler(PageRoutes::answer);
    }

    private static void answer(RoutingContext routing) {
        Optional<PageFile> file = PageFile.at(routing.normalizedPath());
        if (file.isEmpty()) {
            routing.next();
            return;
        }
        HttpServerResponse response = routing.response();
        HEADERS.forEach(response::putHeader);
        byte[] content = file.get().content();
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.get().mediaType())
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(content.length));
        if (routing.request().method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(Buffer.buffer(content));
        }
    }
}
