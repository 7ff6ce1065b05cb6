package io.codegeneration.api;

import io.codegeneration.generation.Invocation;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;

/** Which methods each path takes, for the header {@code Allow}. Paths are encoded, as {@link #path} gives them. */
enum Routes {
    GENERATIONS(Invocation.ROOT + "/?", "GET", "HEAD", "POST", "OPTIONS"),
    LANGUAGES(Invocation.ROOT + "/languages/?", "GET", "HEAD", "OPTIONS"),
    MODELS(Invocation.ROOT + "/models/?", "GET", "HEAD", "OPTIONS"),
    GENERATION(Invocation.ROOT + "/[^/]+/?", "GET", "HEAD", "DELETE", "OPTIONS"),
    FILE(Invocation.ROOT + "/[^/]+/files/.+", "GET", "HEAD", "OPTIONS");

    private static final Pattern MATRIX = Pattern.compile(";[^/]*");

    private final Pattern path;
    private final List<String> methods;

    Routes(String path, String... methods) {
        this.path = Pattern.compile(path);
        this.methods = List.of(methods);
    }

    /** The path by which the framework finds a route: encoded, without empty parts and without matrix parameters. */
    static String path(RoutingContext routing) {
        return MATRIX.matcher(routing.normalizedPath()).replaceAll("");
    }

    boolean matches(String candidate) {
        return path.matcher(candidate).matches();
    }

    /** The methods of a path, by the first route that it matches; empty where it matches none. */
    static List<String> methods(String path) {
        for (Routes route : values()) {
            if (route.matches(path)) {
                return route.methods;
            }
        }
        return List.of();
    }
}
