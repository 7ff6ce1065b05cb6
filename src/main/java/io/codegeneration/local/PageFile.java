package io.codegeneration.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of the page.
 *
 * @param content its bytes
 * @param mediaType its media type, with the encoding
 */
record PageFile(byte[] content, String mediaType) {

    private static final String FOLDER = "page";

    private static final String START = "/index.html";

    private static final String TEXT = "text/plain; charset=UTF-8";

    private static final String SCRIPT = "text/javascript; charset=UTF-8";

    /** Media types by extension. Nothing else is served, so neither are folders. */
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=UTF-8",
            "css", "text/css; charset=UTF-8",
            "js", SCRIPT,
            "mjs", SCRIPT,
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "txt", TEXT);

    /** No segment begins or ends with a dot, or holds an escape, so no path leads out of the folder. */
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++)*+)++");

    /** Returns the file at a path, which begins with a slash, or empty if there is none. {@code /} is the start page. */
    static Optional<PageFile> at(String path) {
        String name = path.equals("/") ? START : path;
        String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        return mediaType != null && PATH.matcher(name).matches()
                ? read(name).map(content -> new PageFile(content, mediaType))
                : Optional.empty();
    }

    /**
     * Reads it each time, so that a changed file is served without a restart. In dev mode and in tests, resources are files. The
     * class loader would not find one that was added after the start.
     */
    private static Optional<byte[]> read(String name) {
        URL start = Thread.currentThread().getContextClassLoader().getResource(FOLDER + START);
        if (start == null) {
            return Optional.empty();
        }
        try {
            Path file = Path.of(start.toURI().resolve(name.substring(1)));
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("A file of the page cannot be read", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the address of a resource is a URI", e);
        }
    }
}
