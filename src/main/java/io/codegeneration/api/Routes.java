package io.codegeneration.api;

import java.util.List;
import java.util.regex.Pattern;

/** Which methods each path takes, for the header that a wrong method is answered with. */
enum Routes {
    GENERATIONS("/code-generation/?", "GET", "HEAD", "POST", "OPTIONS"),
    LANGUAGES("/code-generation/languages/?", "GET", "HEAD", "OPTIONS"),
    MODELS("/code-generation/models/?", "GET", "HEAD", "OPTIONS"),
    GENERATION("/code-generation/[^/]+/?", "GET", "HEAD", "DELETE", "OPTIONS"),
    FILE("/code-generation/[^/]+/files/.+", "GET", "HEAD", "OPTIONS");

    private final Pattern path;
    private final List<String> methods;

    Routes(String path, String... methods) {
        this.path = Pattern.compile(path, Pattern.DOTALL);
        this.methods = List.of(methods);
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
