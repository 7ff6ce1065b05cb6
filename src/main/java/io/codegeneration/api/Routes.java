package io.codegeneration.api;

import io.codegeneration.generation.Invocation;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;

/** The methods of each path, for the header {@code Allow}. Paths are percent-encoded, as {@link #path} returns them. */
enum Routes {
    GENERATIONS(Invocation.ROOT + "/?", "GET", "HEAD", "POST", "OPTIONS"),
    LANGUAGES(Invocation.ROOT + "/languages/?", "GET", "HEAD", "OPTIONS"),
    MODELS(Invocation.ROOT + "/models/?", "GET", "HEAD", "OPTIONS"),
    GENERATION(Invocation.ROOT + "/[^/]+/?", "GET", "HEAD", "DELETE", "OPTIONS"),
    FILE(Invocation.ROOT + "/[^/]+/files/.+", "GET", "HEAD", "OPTIONS"),
    ARCHIVE(Invocation.ROOT + "/[^/]+/archive/?", "GET", "HEAD", "OPTIONS");

    private static final Pattern MATRIX = Pattern.compile(";[^/]*");

    private final Pattern path;
    private final List<String> methods;

    Routes(String path, String... methods) {
        this.path = Pattern.compile(path);
        this.methods = List.of(methods);
    }

    /** Returns the path by which the framework finds a route: percent-encoded, without empty segments and matrix parameters. */
    static String path(RoutingContext routing) {
        return MATRIX.matcher(routing.normalizedPath()).replaceAll("");
    }

    boolean matches(String candidate) {
        return path.matcher(candidate).matches();
    }

    /** Returns the methods of the first route that the path matches, or an empty list if there is none. */
    static List<String> methods(String path) {
        for (Routes route : values()) {
            if (route.matches(path)) {
                return route.methods;
            }
        }
        return List.of();
    }
}
